package dev.bastide.record;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.LogStanding;
import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.WitnessStanding.Contradiction;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duty;
import dev.bastide.job.Jobs;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Watches the log: tells when it refuses to sign, lags, or could not open a record; compares it with the inbox every
 * night; and sends auditors a checkpoint every day, which is the copy that nobody here can take back.
 */
@Component
class LogWatch {
    private static final String CHECK = "record.log-check";
    private static final String READING = "record.reading";
    private static final String RETENTION = "record.retention";
    private static final String WITNESS = "record.witness";

    /** Whoever reads what was damaged again and again makes the log be compared once in this time. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final String PATH = "/record/log";
    private static final AlarmKind LOG = new AlarmKind("record.log-alarm", AlarmLevel.CRITICAL);
    private static final AlarmKind CONTRADICTED = new AlarmKind("record.witness-alarm", AlarmLevel.CRITICAL);
    private static final AlarmKind CARE = new AlarmKind("record.log-care", AlarmLevel.MEDIUM);
    private static final String SIGNING = "log";
    private static final String UNSEEN = "unseen";
    private static final NoticeKind CHECKPOINT = new NoticeKind("record.checkpoint", false);

    private final ProvenLog log;
    private final RowWatch rows;
    private final Jobs jobs;
    private final Notifications notifications;
    private final Alarms alarms;
    private final AddressBook book;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile String told = "";
    private volatile String unsealedTold = "";
    private volatile long unreadableTold = -1;
    private volatile long foreignTold;
    private volatile boolean late;
    private volatile boolean contradicted;
    private volatile boolean unseenTold;
    private final AtomicReference<Instant> met = new AtomicReference<>(Instant.MIN);

    LogWatch(
            ProvenLog log,
            RowWatch rows,
            Jobs jobs,
            Notifications notifications,
            Alarms alarms,
            AddressBook book,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.log = log;
        this.rows = rows;
        this.jobs = jobs;
        this.clock = clock;
        this.notifications = notifications;
        this.alarms = alarms;
        this.book = book;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every("record.log-watch", Duration.ofMinutes(1), this::watch);
        jobs.every(CHECK, Duration.ofDays(1), this::check);
        jobs.every(RETENTION, Duration.ofDays(1), this::drop);
        jobs.every("record.checkpoint", Duration.ofDays(1), this::send);
        jobs.every(WITNESS, Duration.ofMinutes(5), this::witness);
    }

    /** What is wrong with the log in a few English words, for monitors: acts go on meanwhile. Asks no database. */
    Optional<String> warning() {
        Optional<Reason> refusal = log.refusal();
        if (refusal.isPresent()) {
            return refusal.map(reason -> "the log does not sign: the database is not the one that was signed ("
                    + String.join(", ", reason.args()) + "); see " + PATH);
        }
        if (log.isFailing()) {
            return Optional.of("the log cannot be carried on");
        }
        if (contradicted) {
            return Optional.of("a witness contradicts the log, and nobody has answered; see " + PATH);
        }
        return late ? Optional.of("records wait for their place in the log") : Optional.empty();
    }

    /** Looks once a minute. */
    void watch() {
        LogStanding standing = log.standing();
        late = standing.late();
        contradicted = !log.contradictions().isEmpty();
        String now = standing.refusal().map(Reason::key).orElse(standing.late() ? "record.log.late" : "");
        if (!now.isEmpty() && !now.equals(told)) {
            List<String> args = standing.refusal().map(Reason::args).orElse(List.of());
            raise(SIGNING, new Reason(now, args, "A111", PATH));
        } else if (now.isEmpty()) {
            transaction.executeWithoutResult(status -> alarms.clear(LOG, null, SIGNING, "record.log.well"));
        }
        told = now;
        tellUnreadable(standing.unreadable());
        tellUnsealed(standing.segments().problem().orElse(""));
        tellForeign();
    }

    /** Rows that somebody wrote past the program at the end of the log, of the last day: they stop nothing. */
    private void tellForeign() {
        long foreign = log.foreignSegments(clock.instant().minus(Duration.ofDays(1)));
        if (foreign > foreignTold) {
            List<String> count = List.of(Long.toString(foreign));
            raise("foreign", new Reason("record.log.foreign.notice", count, "A111", PATH));
        }
        foreignTold = foreign;
    }

    private void tellUnsealed(String problem) {
        if (!problem.isEmpty() && !problem.equals(unsealedTold)) {
            care("sealing", "record.log.sealing.notice", problem);
        }
        unsealedTold = problem;
    }

    private void tellUnreadable(long unreadable) {
        if (unreadableTold >= 0 && unreadable > unreadableTold) {
            List<String> count = List.of(Long.toString(unreadable));
            raise("unreadable", new Reason("record.log.unreadable.notice", count, "A111", PATH));
        }
        unreadableTold = unreadable;
    }

    /** Compares every proven row with its last record, and log, inbox and what was signed with one another. */
    void check() {
        Optional<Finding> finding = log.check(Jobs.actor(CHECK), rows.compare());
        finding.ifPresent(found -> {
            raise("finding", new Reason("record.log.finding.notice", List.of(found.words()), "A111", PATH));
        });
    }

    /** Somebody read what is not what was sealed: the comparison does not wait for the night. */
    void metDamage() {
        Instant now = clock.instant();
        Instant before = met.get();
        boolean due = before.equals(Instant.MIN) || !before.plus(AGAIN).isAfter(now);
        if (due && met.compareAndSet(before, now) && !jobs.hasten(Jobs.actor(READING), CHECK)) {
            met.set(before);
        }
    }

    /** Lets the comparison run now, for whoever asks. False before this installation has ever started its work. */
    boolean compare(Actor actor) {
        return jobs.hasten(actor, CHECK);
    }

    /** Whether the comparison runs, or is about to. */
    boolean compares() {
        Instant now = clock.instant();
        return jobs.all().stream()
                .anyMatch(job -> job.name().equals(CHECK)
                        && (job.running() || !job.nextRun().isAfter(now)));
    }

    /** Somebody has to look within days, and nothing of the record is lost meanwhile. */
    private void care(String object, String key, String... args) {
        alarms.raiseNow(new Happening(CARE, null, object, Reason.of(key, "A111", PATH, args), "record"));
    }

    /** Whoever is on duty is told at once, and somebody has to have it. */
    private void raise(String object, Reason what) {
        alarms.raiseNow(new Happening(LOG, null, object, what, "record"));
    }

    /** Drops what is older than records are kept, and tells when the disk will not last until then. */
    void drop() {
        log.dropDue(Jobs.actor(RETENTION));
        log.removeDropped();
        LogStanding.Segments segments = log.standing().segments();
        segments.forecast()
                .filter(forecast -> forecast.isTooMuch(segments.bytes()))
                .ifPresent(forecast -> care(
                        "full",
                        "record.log.full.notice",
                        megabytes(forecast.free()),
                        megabytes(forecast.bytes() - segments.bytes())));
    }

    private static String megabytes(long bytes) {
        return Long.toString(bytes / 1_000_000);
    }

    /** Has witnesses cosign, and tells where one of them contradicts the log, or too few have seen it for a day. */
    void witness() {
        WitnessStanding standing = log.askWitnesses(Jobs.actor(WITNESS));
        log.keepContradictions(Jobs.actor(WITNESS), standing);
        List<Contradiction> open = log.contradictions();
        contradicted = !open.isEmpty();
        open.forEach(said -> alarms.raiseNow(
                new Happening(CONTRADICTED, null, said.id().toString(), said.reason(), said.witness())));
        boolean unseen = standing.isUnseen(clock.instant());
        if (unseen && !unseenTold) {
            care(UNSEEN, "record.witness.unseen");
        } else if (!unseen) {
            transaction.executeWithoutResult(status -> alarms.clear(CARE, null, UNSEEN, "record.witness.seen"));
        }
        unseenTold = unseen;
    }

    /** Somebody who may says how it came about; the alarm of it is over. False where it is not open. */
    boolean answer(Actor actor, UUID contradiction, String told) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean answered = log.answer(actor, contradiction, told).isPresent();
            if (answered) {
                alarms.clear(CONTRADICTED, null, contradiction.toString(), "record.witness.answered");
                contradicted = !log.contradictions().isEmpty();
            }
            return answered;
        }));
    }

    /** Sends the last checkpoint to those who audit. */
    void send() {
        log.standing()
                .head()
                .ifPresent(head -> tell(
                        CHECKPOINT,
                        "record.checkpoint.notice",
                        List.of(Long.toString(head.size()), head.root(), head.origin(), head.fingerprint())));
    }

    private void tell(NoticeKind kind, String key, List<String> args) {
        List<PersonId> to = book.withDuty(Duty.AUDITOR);
        if (!to.isEmpty()) {
            transaction.executeWithoutResult(status -> notifications.tell(new Notice(kind, to, key, args, PATH)));
        }
    }
}
