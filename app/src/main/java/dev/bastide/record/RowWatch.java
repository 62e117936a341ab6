package dev.bastide.record;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.RowProofs;
import dev.bastide.audit.RowProofs.Captured;
import dev.bastide.audit.RowProofs.Wrong;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Watches the rows that the log proves: a change past the program is an alarm within a second, a trigger that was stopped
 * within a minute, and whatever got past both in the night. Source: seed 000 s4 (A111).
 */
@Component
class RowWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RowWatch.class);
    private static final String NAME = "record.rows";
    private static final String CAPTURED_PATH = "/record?operation=row.capture";
    private static final String BASELINE_PATH = "/record?operation=row.baseline";
    private static final String LOG_PATH = "/record/log";

    private static final AlarmKind CAPTURED = new AlarmKind("record.sql-alarm", AlarmLevel.CRITICAL);
    private static final AlarmKind BASELINE = new AlarmKind("record.rows-taken", AlarmLevel.LOW);
    private static final AlarmKind UNWATCHED = new AlarmKind("record.rows-unwatched", AlarmLevel.CRITICAL);
    private static final AlarmKind DIFFERS = new AlarmKind("record.rows-differ", AlarmLevel.CRITICAL);

    private final RowProofs rows;
    private final Alarms alarms;
    private final TransactionTemplate transaction;
    private volatile boolean failing;

    RowWatch(RowProofs rows, Alarms alarms, Jobs jobs, PlatformTransactionManager transactions) {
        this.rows = rows;
        this.alarms = alarms;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every("record.row-watch", Duration.ofMinutes(1), this::watch);
    }

    /** Proves what was changed, each time the log is carried on. A failure is told once and holds nothing up. */
    void beat() {
        try {
            transaction.executeWithoutResult(
                    status -> rows.proveUnlessBusy(Jobs.actor(NAME)).forEach(this::raise));
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.error("Changes of rows cannot be proven", e);
            }
            failing = true;
        }
    }

    /** Proves what was changed; records and alarms stand or fall together. */
    void prove() {
        transaction.executeWithoutResult(status -> rows.prove(Jobs.actor(NAME)).forEach(this::raise));
    }

    /** Looks once a minute; fails, and so is told, where changes cannot be proven. */
    void watch() {
        prove();
        for (Wrong wrong : rows.unwatched()) {
            raise(
                    UNWATCHED,
                    wrong.table(),
                    new Reason("record.rows.unwatched", List.of(wrong.table()), "A111", LOG_PATH));
        }
    }

    /** Compares every row with its last record; the first that differs, for the record of the comparison. */
    Optional<Finding> compare() {
        prove();
        List<Wrong> found = rows.compare(this::prove);
        for (Wrong wrong : found) {
            raise(DIFFERS, wrong.table(), new Reason("record.rows.differ", List.of(wrong.words()), "A111", LOG_PATH));
        }
        return found.stream().findFirst().map(wrong -> new Finding(-1, words(found)));
    }

    private static String words(List<Wrong> found) {
        String more = found.size() > 1 ? " And " + (found.size() - 1) + " more." : "";
        return found.getFirst().words() + more;
    }

    private void raise(Captured captured) {
        List<String> args =
                List.of(captured.table(), captured.verb(), captured.role(), Integer.toString(captured.rows()));
        Happening happening = captured.isBaseline()
                ? new Happening(
                        BASELINE,
                        null,
                        captured.table(),
                        new Reason("record.rows.taken", args, "A111", BASELINE_PATH),
                        "record")
                : new Happening(
                        CAPTURED,
                        null,
                        captured.table(),
                        new Reason("record.rows.captured.which", with(args, which(captured)), "A111", CAPTURED_PATH),
                        "record");
        LOG.warn("Past this program: {}", captured);
        alarms.raise(happening);
    }

    private static String which(Captured captured) {
        String more = captured.rows() > captured.keys().size() ? ", …" : "";
        return String.join(", ", captured.keys()) + more;
    }

    private static List<String> with(List<String> args, String last) {
        return Stream.concat(args.stream(), Stream.of(last)).toList();
    }

    private void raise(AlarmKind kind, String table, Reason what) {
        alarms.raiseNow(new Happening(kind, null, table, what, "record"));
    }
}
