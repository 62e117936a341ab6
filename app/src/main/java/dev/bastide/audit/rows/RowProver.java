package dev.bastide.audit.rows;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.RowProofs.Captured;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Puts changes of proven rows into the log: those that came with a record by their hash alone, those that came past the
 * program as records of their own, whose access method is {@code sql}.
 */
@Component
public class RowProver {
    /** So many rows are named in one record; more are in the next. */
    private static final int ROWS_MAX = 300;

    /** So many rows an alarm names; the record names all. */
    private static final int NAMED = 5;

    private static final String FIRST = "3";

    private final RowChanges changes;
    private final RowNumbers numbers;
    private final AuditLog audit;
    private volatile String from = FIRST;

    RowProver(RowChanges changes, RowNumbers numbers, AuditLog audit) {
        this.changes = changes;
        this.numbers = numbers;
        this.audit = audit;
    }

    private record Deed(String xid, String table, String verb, List<String> columns, String role, String address) {
        String what() {
            return columns.isEmpty() ? verb : verb + " of " + String.join(", ", columns);
        }
    }

    /** The same as {@link #prove}, and nothing while another program, or another thread of this one, is at it. */
    public List<Captured> proveUnlessBusy(Actor actor) {
        return changes.isTurn() ? proveAll(actor) : List.of();
    }

    /**
     * Proves all changes there are, in the caller's transaction; what came past the program. Waits for whoever is at it, for
     * what he has not committed is not proven yet; throws where that takes more than five seconds.
     */
    public List<Captured> prove(Actor actor) {
        changes.awaitTurn();
        return proveAll(actor);
    }

    private List<Captured> proveAll(Actor actor) {
        String horizon = changes.horizon();
        List<RowChange> recorded = new ArrayList<>();
        Map<Deed, List<RowChange>> past = new LinkedHashMap<>();
        long after = 0;
        for (List<RowChange> page = changes.read(from, after, ROWS_MAX);
                !page.isEmpty();
                page = changes.read(from, after, ROWS_MAX)) {
            changes.unproven(page).forEach(change -> {
                if (!change.isBaseline() && changes.isRecorded(change)) {
                    recorded.add(change);
                } else {
                    past.computeIfAbsent(deed(change), deed -> new ArrayList<>())
                            .add(change);
                }
            });
            after = page.getLast().id();
        }
        List<Captured> captured = new ArrayList<>();
        if (!recorded.isEmpty() || !past.isEmpty()) {
            AtomicLong number = new AtomicLong(changes.last());
            write(actor, recorded, number);
            past.forEach((deed, rows) -> captured.add(write(deed, rows, number)));
            rememberOnceCommitted(number.get());
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                from = horizon;
            }
        });
        return captured;
    }

    private void rememberOnceCommitted(long last) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                numbers.remember(last);
            }
        });
    }

    private static Deed deed(RowChange change) {
        String address = change.address() == null ? "127.0.0.1" : change.address();
        return new Deed(change.xid(), change.table(), change.verb(), change.columns(), change.role(), address);
    }

    private void write(Actor actor, List<RowChange> recorded, AtomicLong number) {
        for (int start = 0; start < recorded.size(); start += ROWS_MAX) {
            List<RowChange> rows = recorded.subList(start, Math.min(start + ROWS_MAX, recorded.size()));
            String content = "Changed with a record: row, hash before, hash after\n" + lines(rows);
            audit.append(AuditRecord.of(rows.getLast().at(), actor, Tag.AUDIT, "row.prove", content, Result.DONE));
            rows.forEach(change -> changes.prove(change, false, number.incrementAndGet()));
        }
    }

    private Captured write(Deed deed, List<RowChange> rows, AtomicLong number) {
        for (int start = 0; start < rows.size(); start += ROWS_MAX) {
            List<RowChange> some = rows.subList(start, Math.min(start + ROWS_MAX, rows.size()));
            audit.append(record(deed, some).object("table", deed.table()));
            some.forEach(change -> changes.prove(change, !change.isBaseline(), number.incrementAndGet()));
        }
        List<String> keys =
                rows.stream().limit(NAMED).map(RowChange::key).distinct().toList();
        return new Captured(deed.table(), deed.what(), deed.role(), rows.size(), keys);
    }

    private static AuditRecord record(Deed deed, List<RowChange> rows) {
        Actor by = new Actor(
                Actor.Kind.MACHINE,
                null,
                "sql:" + deed.role(),
                deed.role(),
                "-",
                deed.address(),
                AccessMethod.SQL,
                null);
        if (deed.verb().equals("baseline")) {
            String content = rows.size() + " rows of " + deed.table()
                    + " were there when an upgrade began to prove them, and were taken as they stood: row, -, hash\n"
                    + lines(rows);
            return AuditRecord.of(rows.getLast().at(), by, Tag.AUDIT, "row.baseline", content, Result.DONE);
        }
        String content = rows.size() + " rows of " + deed.table() + " were changed past this program (" + deed.what()
                + ") by the database role " + deed.role() + ": row, hash before, hash after\n" + lines(rows);
        return AuditRecord.of(rows.getLast().at(), by, Tag.AUDIT, "row.capture", content, Result.DONE);
    }

    private static String lines(List<RowChange> rows) {
        return rows.stream().map(RowChange::line).collect(Collectors.joining("\n"));
    }
}
