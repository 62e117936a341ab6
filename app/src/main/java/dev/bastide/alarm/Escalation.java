package dev.bastide.alarm;

import dev.bastide.alarm.Telling.Channel;
import dev.bastide.alarm.Telling.Delivery;
import dev.bastide.alarm.Telling.Outcome;
import dev.bastide.alarm.Telling.Why;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.PersonId;
import dev.bastide.job.Jobs;
import dev.bastide.notification.NoticeId;
import dev.bastide.notification.Notifications;
import dev.bastide.notification.Reached;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks every few seconds after each alarm: writes down whether its mail arrived within the minute, and lets it climb where
 * nobody acknowledged it in time, where it demonstrably reached nobody, or where it goes on happening while somebody has it.
 * Source: seed 000 s4 (A103).
 */
@Component
class Escalation {
    static final String NAME = "alarm.escalation";
    static final Duration EVERY = Duration.ofSeconds(5);

    /** What is told has to have arrived by then. */
    static final Duration WITHIN = Duration.ofSeconds(60);

    /** So far back it is proved that what is closed was closed by this program; each once. */
    private static final Duration PROVED_BACK = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(Escalation.class);

    private final StoredAlarms alarms;
    private final Standings standings;
    private final Tellings tellings;
    private final Messenger messenger;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Set<UUID> settled = ConcurrentHashMap.newKeySet();

    Escalation(
            StoredAlarms alarms,
            Standings standings,
            Tellings tellings,
            Messenger messenger,
            Notifications notifications,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.alarms = alarms;
        this.standings = standings;
        this.tellings = tellings;
        this.messenger = messenger;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One look. An alarm that fails to climb does not keep the others from it. */
    void look() {
        List<UUID> watched = Objects.requireNonNull(transaction.execute(status -> {
            alarms.waitBriefly();
            return alarms.toWatch(clock.instant().minus(PROVED_BACK));
        }));
        settled.retainAll(watched);
        RuntimeException failure = null;
        for (UUID id : watched) {
            if (!settled.contains(id)) {
                try {
                    transaction.executeWithoutResult(status -> look(new AlarmId(id)));
                } catch (RuntimeException e) {
                    LOG.error("Alarm {} could not be looked after", id, e);
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    // Without a lock on the alarm: whoever held it would keep everybody quiet. Who acknowledges in this very moment
    // sees one
    // more telling; that two looks tell the same step is kept out by the id of the telling.
    private void look(AlarmId id) {
        alarms.waitBriefly();
        Alarm alarm = alarms.find(id).orElse(null);
        if (alarm == null) {
            return;
        }
        Instant now = Moments.now(clock);
        Standing standing = standings.of(alarm);
        boolean mailKnown = true;
        for (Telling told : standing.tellings()) {
            mailKnown &= followMail(alarm, told, now);
        }
        if (standing.resolution() != null && mailKnown) {
            settled.add(id.value());
        }
        Standing seen = standings.of(alarm);
        Recurrence.Due next = seen.next();
        if (next == null || next.at().isAfter(now)) {
            return;
        }
        Acknowledgement taken = seen.acknowledgement();
        if (taken != null && next.why() == Why.RECURRED) {
            messenger.tellHolder(alarm, seen.last(), taken.person(), now, Jobs.actor(NAME));
        } else {
            messenger.tellNext(alarm, seen.last(), seen.told(), next.why(), now, Jobs.actor(NAME));
        }
    }

    /** Writes down what became of its mail; true once there is nothing more to learn. */
    private boolean followMail(Alarm alarm, Telling told, Instant now) {
        if (told.notice() == null) {
            return true;
        }
        boolean known = true;
        for (PersonId person : told.people()) {
            known &=
                    told.has(person, Channel.MAIL, Outcome.DELIVERED) || told.has(person, Channel.MAIL, Outcome.FAILED);
        }
        if (known) {
            return true;
        }
        boolean settledAll = true;
        for (Reached mail : notifications.reached(new NoticeId(told.notice()))) {
            if (mail.settled()) {
                Instant at = mail.at().isBefore(told.at()) ? told.at() : mail.at();
                learn(alarm, told, new Delivery(mail.person(), Channel.MAIL, outcome(mail), at));
            } else {
                settledAll = false;
            }
            boolean late = mail.settled()
                    ? mail.sent() && mail.at().isAfter(told.at().plus(WITHIN))
                    : now.isAfter(told.at().plus(WITHIN));
            if (late) {
                learn(
                        alarm,
                        told,
                        new Delivery(
                                mail.person(),
                                Channel.MAIL,
                                Outcome.LATE,
                                told.at().plus(WITHIN)));
            }
        }
        return settledAll;
    }

    private static Outcome outcome(Reached mail) {
        return mail.sent() ? Outcome.DELIVERED : Outcome.FAILED;
    }

    private void learn(Alarm alarm, Telling told, Delivery reached) {
        if (!told.has(reached.person(), reached.channel(), reached.outcome())
                && tellings.add(told.id(), reached)
                && reached.outcome() != Outcome.DELIVERED) {
            audit.append(AuditRecord.of(
                            Moments.now(clock),
                            Jobs.actor(NAME),
                            Tag.NOTIFICATION,
                            "alarm.undelivered",
                            "The mail of " + alarm.name() + " to " + reached.person()
                                    + (reached.outcome() == Outcome.LATE
                                            ? " did not arrive within " + WITHIN.toSeconds() + " seconds"
                                            : " cannot be delivered"),
                            Result.FAILED)
                    .object("alarm", alarm.id()));
        }
    }
}
