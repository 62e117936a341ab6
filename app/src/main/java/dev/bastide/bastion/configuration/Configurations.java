package dev.bastide.bastion.configuration;

import dev.bastide.approval.Voters;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.SessionEnded;
import dev.bastide.bastion.Sessions;
import dev.bastide.bastion.Work;
import dev.bastide.bastion.configuration.DeviceReader.Answer;
import dev.bastide.bastion.configuration.Reading.Moment;
import dev.bastide.bastion.session.BeforeSession;
import dev.bastide.bastion.session.ChangeOf;
import dev.bastide.bastion.session.Opening;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the configuration of a network device before a session on it, after it, and once a day. The difference of an
 * operation stands on its page; one that came about while nobody worked through the bastion has no ticket and is told.
 * A device that cannot be read holds nobody up: that it was not read stands in its place. Source: seed 004 s3.1.2 (B10).
 */
@Service
public class Configurations implements BeforeSession {
    static final Duration ROUND = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);
    private static final NoticeKind DRIFT = NoticeKind.security("bastion.configuration-drift");
    private static final int FAILURE_MAX = 400;

    /** So soon after a reading of the same operation the device is not read again: the steps of a run follow each other. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Hosts hosts;
    private final Sessions sessions;
    private final Readings readings;
    private final DeviceReader reader;
    private final ChangeOf changes;
    private final Voters voters;
    private final AuditLog audit;
    private final Notifications notifications;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Configurations(
            Hosts hosts,
            Sessions sessions,
            Readings readings,
            DeviceReader reader,
            ChangeOf changes,
            Voters voters,
            AuditLog audit,
            Notifications notifications,
            Clock clock,
            PlatformTransactionManager transactions,
            Jobs jobs) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.readings = readings;
        this.reader = reader;
        this.changes = changes;
        this.voters = voters;
        this.audit = audit;
        this.notifications = notifications;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every("bastion.configurations", ROUND, this::round);
    }

    /** What a reading is for. */
    private record Reason(
            Moment moment, @Nullable UUID session, @Nullable String operation) {}

    @Override
    public void begins(Opening opening) {
        try {
            hosts.device(opening.host()).ifPresent(device -> before(opening, device));
        } catch (RuntimeException e) {
            LOG.error("The configuration before session {} could not be kept", opening.id(), e);
        }
    }

    private void before(Opening opening, Hosts.Device device) {
        String operation = changes.work(opening.permit()).map(Work::name).orElse(null);
        if (!fresh(opening, operation)) {
            look(device, opening.account(), new Reason(Moment.BEFORE, opening.id(), operation));
        }
    }

    private boolean fresh(Opening opening, @Nullable String operation) {
        return operation != null
                && readings.last(opening.host())
                        .filter(last -> operation.equals(last.operation())
                                && !last.at().plus(FRESH).isBefore(clock.instant()))
                        .isPresent();
    }

    @ApplicationModuleListener(propagation = Propagation.NOT_SUPPORTED)
    void ended(SessionEnded ended) {
        Session session = sessions.find(ended.session()).orElseThrow();
        hosts.device(session.host()).ifPresent(device -> {
            String operation = changes.work(session.permit()).map(Work::name).orElse(null);
            look(
                    device,
                    session.account(),
                    new Reason(Moment.AFTER, session.id().value(), operation));
        });
    }

    /** Reads every network device that has a command for it, by its first account. */
    public void round() {
        for (Host host : hosts.all()) {
            boolean reachable =
                    host.pin() == Host.PinState.PINNED && !host.accounts().isEmpty();
            if (reachable && host.isNetworkDevice()) {
                routine(host);
            }
        }
    }

    /** One device that fails keeps none of the others from being read. */
    private void routine(Host host) {
        try {
            String account = host.accounts().getFirst().name();
            hosts.device(host.id()).ifPresent(device -> look(device, account, new Reason(Moment.ROUTINE, null, null)));
        } catch (RuntimeException e) {
            LOG.error("The configuration of {} could not be kept", host.path(), e);
        }
    }

    private void look(Hosts.Device device, String account, Reason reason) {
        Host host = device.host();
        Instant at = clock.instant();
        Answer answer = reader.read(host, account, device.command());
        transaction.executeWithoutResult(status -> {
            Reading reading = switch (answer) {
                case Answer.Text(String text) -> compared(host, text, at, reason);
                case Answer.Failed(String why) -> failed(host, why, at, reason);
            };
            readings.insert(reading);
            record(host, reading);
            if (reading.drift()) {
                tell(host, reading);
            }
        });
    }

    private Reading compared(Host host, String text, Instant at, Reason reason) {
        UUID content = readings.keep(host.id(), text);
        UUID session = reason.session();
        Optional<Reading> base = reason.moment() == Moment.AFTER && session != null
                ? readings.before(host.id(), session, reason.operation())
                : readings.last(host.id());
        ConfigurationText.Difference difference = base.map(Reading::content)
                .map(before -> ConfigurationText.between(readings.text(host.id(), before), text))
                .orElse(new ConfigurationText.Difference(List.of(), 0, 0));
        boolean drift = reason.moment() != Moment.AFTER
                && !difference.none()
                && base.filter(before -> !readings.workedOn(host.id(), before.at(), session))
                        .isPresent();
        return new Reading(
                UUID.randomUUID(),
                0,
                host.id(),
                reason.moment(),
                at,
                session,
                reason.operation(),
                content,
                null,
                base.map(Reading::id).orElse(null),
                difference.added(),
                difference.removed(),
                drift);
    }

    private static Reading failed(Host host, String why, Instant at, Reason reason) {
        String said = why.length() <= FAILURE_MAX ? why : why.substring(0, FAILURE_MAX);
        return new Reading(
                UUID.randomUUID(),
                0,
                host.id(),
                reason.moment(),
                at,
                reason.session(),
                reason.operation(),
                null,
                said,
                null,
                0,
                0,
                false);
    }

    private void record(Host host, Reading reading) {
        String failure = reading.failure();
        String found = failure != null
                ? "could not be read: " + failure
                : reading.comparedWith() == null
                        ? "read for the first time"
                        : "read, " + reading.count() + " lines"
                                + (reading.drift() ? ", while nobody worked on it through the bastion" : "");
        Actor machine = Jobs.actor("configuration");
        AuditRecord told = AuditRecord.of(
                        reading.at(),
                        machine,
                        Tag.HOST,
                        reading.drift() ? "configuration.drift" : "configuration.read",
                        "Configuration of " + host.path() + ", "
                                + reading.moment().word() + ": " + found,
                        failure == null ? Result.DONE : Result.FAILED)
                .object("host", host.id());
        UUID session = reading.session();
        if (session != null) {
            told = told.session(session.toString(), null);
        }
        String operation = reading.operation();
        audit.append(operation == null ? told : told.change(operation));
    }

    private void tell(Host host, Reading reading) {
        notifications.tell(new Notice(
                DRIFT,
                List.copyOf(voters.whoMay(Sessions.END, host.node())),
                "bastion.configuration.drifted",
                List.of(host.path(), reading.count()),
                reading.path()));
    }
}
