package dev.bastide.alarm;

import dev.bastide.alarm.Telling.Why;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.job.Jobs;
import dev.bastide.page.Live;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Raises alarms and clears them. Who is told is computed from the node's duty roster; an alarm climbs until a person
 * acknowledges it. Source: seed 000 s4 (A103).
 */
@Service
public class Alarms {
    /** The machine that raises, in the record. */
    private static final String NAME = "alarm";

    /** So many rows of somebody else may stand where an alarm belongs before that itself is a failure. */
    private static final int FORKS_MAX = 1_000;

    /** So long the place of an alarm is waited for where somebody else is just writing it. */
    private static final String PATIENCE = "2s";

    private static final String LOCK_TIMEOUT = "55P03";

    /** So many places may be held; then it is no row but the table that somebody locked, which is a failure. */
    private static final int HELD_MAX = 3;

    private final StoredAlarms alarms;
    private final Standings standings;
    private final Answered answered;
    private final Messenger messenger;
    private final AlarmTickets tickets;
    private final Places places;
    private final AuditLog audit;
    private final Live live;
    private final Words words;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;
    private final TransactionTemplate nested;

    Alarms(
            StoredAlarms alarms,
            Standings standings,
            Answered answered,
            Messenger messenger,
            AlarmTickets tickets,
            Places places,
            AuditLog audit,
            Live live,
            WordsFor languages,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.alarms = alarms;
        this.standings = standings;
        this.answered = answered;
        this.messenger = messenger;
        this.tickets = tickets;
        this.places = places;
        this.audit = audit;
        this.live = live;
        this.words = languages.of(Locale.ENGLISH);
        this.clock = clock;
        this.nested = new TransactionTemplate(transactions);
        this.nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Raises it in the caller's transaction: rolled back, it was not raised. The same kind on the same node about the same
     * object is counted into the alarm that is open. Its ticket is opened with it. Throws when there is no transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public AlarmId raise(Happening what) {
        Instant now = Moments.now(clock);
        @Nullable NodeId node = what.node() == null ? places.root().orElse(null) : what.node();
        int held = 0;
        for (int nth = 0; nth < FORKS_MAX; nth++) {
            int fork = alarms.fork(what.kind().name(), node, what.object(), nth);
            Optional<AlarmId> fresh;
            try {
                fresh = addBriefly(what, node, fork, now);
            } catch (DataAccessException e) {
                if (!isHeld(e) || ++held > HELD_MAX) {
                    throw e;
                }
                continue;
            }
            if (fresh.isPresent()) {
                return begin(fresh.get(), now);
            }
            Optional<Alarm> open = alarms.open(what.kind().name(), node, what.object(), fork);
            if (open.isPresent()) {
                alarms.count(open.get().id(), now);
                return open.get().id();
            }
        }
        throw new IllegalStateException(
                "no place is left for an alarm of " + what.kind().name());
    }

    /** Who holds the place of an alarm in a transaction that does not end holds up nobody: it is raised beside him. */
    private Optional<AlarmId> addBriefly(Happening what, @Nullable NodeId node, int fork, Instant now) {
        String before = alarms.patience();
        return Objects.requireNonNull(nested.execute(status -> {
            alarms.setPatience(PATIENCE);
            Optional<AlarmId> added = alarms.add(what, node, fork, now);
            alarms.setPatience(before);
            return added;
        }));
    }

    private static boolean isHeld(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException sql && LOCK_TIMEOUT.equals(sql.getSQLState());
    }

    /** Raises it in a transaction of its own: it stands whatever becomes of the caller's. */
    public AlarmId raiseNow(Happening what) {
        return Objects.requireNonNull(ownTransaction.execute(status -> raise(what)));
    }

    /**
     * The source says that it is over, in the caller's transaction. False when nothing of it was open.
     *
     * @param told message key of why, without arguments
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean clear(AlarmKind kind, @Nullable NodeId where, String object, String told) {
        Instant now = Moments.now(clock);
        @Nullable NodeId node = where == null ? places.root().orElse(null) : where;
        boolean cleared = false;
        for (int nth = 0; nth < FORKS_MAX; nth++) {
            int fork = alarms.fork(kind.name(), node, object, nth);
            Optional<Alarm> open = alarms.open(kind.name(), node, object, fork);
            if (open.isPresent()) {
                close(open.get(), told, now);
                cleared = true;
            } else if (!alarms.isOpen(kind.name(), node, object, fork)) {
                return cleared;
            }
        }
        return cleared;
    }

    private AlarmId begin(AlarmId id, Instant now) {
        alarms.count(id, now);
        Alarm alarm = alarms.find(id).orElseThrow(() -> new IllegalStateException("an alarm cannot be read back"));
        Actor by = Jobs.actor(NAME);
        String content = alarm.name() + ", " + alarm.level().word() + ", on " + places.path(alarm.node()) + ": "
                + words.why(alarm.reason()) + " Raised by " + alarm.source() + ".";
        audit.append(AuditRecord.of(now, by, Tag.NOTIFICATION, "alarm.raise", content, Result.DONE)
                .object("alarm", id));
        messenger.tellNext(alarm, null, Set.of(), Why.RAISED, now, by);
        tickets.open(alarm);
        return id;
    }

    private void close(Alarm alarm, String told, Instant now) {
        Standing standing = standings.of(alarm);
        // A clock that went back keeps no alarm from ending: an end never stands before its beginning.
        Instant at = alarm.raisedAt().isAfter(now) ? alarm.raisedAt() : now;
        answered.resolve(alarm.id(), new Resolution(null, Resolution.SOURCE, told, at));
        audit.append(AuditRecord.of(
                        now,
                        Jobs.actor(NAME),
                        Tag.NOTIFICATION,
                        "alarm.clear",
                        alarm.name() + " was cleared by its source " + alarm.source()
                                + (standing.acknowledgement() == null ? " before anybody acknowledged it" : ""),
                        Result.DONE)
                .object("alarm", alarm.id()));
        tickets.ended(Jobs.actor(NAME), alarm);
        live.changed(Messenger.TOPIC, standing.told());
    }
}
