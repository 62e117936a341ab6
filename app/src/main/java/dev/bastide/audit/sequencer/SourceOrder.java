package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.inbox.RecordCipher.Opened;
import dev.bastide.audit.log.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts rows in the order of the log. A source that numbers its records has them in the order of its numbers: what it sent
 * twice is written once, what is missing is waited for a while and then declared missing, and what comes after that is
 * written all the same, beside the source.
 */
final class SourceOrder {
    /** How long a missing number may still arrive. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final String GAP = "audit.gap";

    private final InboxRows inbox;
    private final LogRows rows;
    private final LeafMaker leaves;
    private final RecordCipher cipher;
    private final SealedNumbers sealed;
    private final Instant now;
    private final int log;

    private final Map<String, Long> next = new HashMap<>();
    private final Map<Long, InboxRow> placed = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private long held = Long.MAX_VALUE;
    private boolean declares;

    SourceOrder(InboxRows inbox, LogRows rows, LogWriter.Tools tools, SealedNumbers sealed, int log) {
        this.inbox = inbox;
        this.rows = rows;
        this.leaves = tools.leaves();
        this.cipher = tools.cipher();
        this.now = tools.clock().instant();
        this.sealed = sealed;
        this.log = log;
    }

    /** A row in its place; {@code at} is the id it is ordered by. */
    record Step(InboxRow row, Form form, long at) {}

    /**
     * The rows to write, in order.
     *
     * @param last no more rows of this sweep come after these: what is missing now is missing
     */
    List<Step> arrange(List<InboxRow> unordered, boolean last) {
        Map<String, List<InboxRow>> numbered = new HashMap<>();
        for (InboxRow row : unordered) {
            if (row.sourceSeq() == null) {
                steps.add(new Step(row, Form.RECORD, row.id()));
            } else {
                numbered.computeIfAbsent(row.source(), source -> new ArrayList<>())
                        .add(row);
            }
        }
        declares = last || steps.isEmpty();
        numbered.forEach(this::arrange);
        next.forEach((source, number) -> rows.next(log, source, number));
        steps.sort(Comparator.comparingLong(Step::at));
        return steps;
    }

    /** The lowest transaction with a row that waits for another one; the inbox is read again from there. */
    long held() {
        return held;
    }

    private void arrange(String source, List<InboxRow> sent) {
        sent.sort(Comparator.comparingLong((InboxRow row) -> number(row)).thenComparingLong(InboxRow::id));
        placed.clear();
        long wanted = rows.next(log, source);
        long at = 0;
        for (InboxRow row : sent) {
            at = Math.max(at, row.id());
            if (number(row) > wanted && !isLost(row)) {
                held = Math.min(held, row.xid());
                continue;
            }
            if (number(row) < wanted) {
                again(row, at);
                continue;
            }
            if (number(row) > wanted) {
                steps.add(new Step(gap(source, wanted, number(row) - 1), Form.DECLARED, at));
            }
            steps.add(new Step(row, Form.RECORD, at));
            placed.put(number(row), row);
            wanted = number(row) + 1;
            next.put(source, wanted);
        }
    }

    /** Whether what should have come before this row has had its time. */
    private boolean isLost(InboxRow row) {
        return declares && !row.receivedAt().plus(PATIENCE).isAfter(now);
    }

    private void again(InboxRow row, long at) {
        Optional<InboxRow> first =
                Optional.ofNullable(placed.get(number(row))).or(() -> inbox.logged(row.source(), number(row)));
        if (first.isPresent()) {
            if (isSame(first.get(), row)) {
                rows.repeat(row, first.get(), now);
                return;
            }
        } else if (leaves.open(row) instanceof Opened.Whole again) {
            Optional<SealedNumbers.Found> before = sealed.find(row.source(), number(row));
            if (before.isPresent() && isSame(before.get().entry(), again)) {
                rows.repeat(row, before.get(), now);
                return;
            }
        }
        steps.add(new Step(row, Form.LATE, at));
    }

    private boolean isSame(InboxRow first, InboxRow row) {
        return leaves.open(first) instanceof Opened.Whole one
                && leaves.open(row) instanceof Opened.Whole other
                && one.entry().equals(other.entry())
                && Arrays.equals(one.content(), other.content());
    }

    private static boolean isSame(LogEntry first, Opened.Whole again) {
        return first.record().equals(again.entry()) && Arrays.equals(first.content(), again.content());
    }

    private InboxRow gap(String source, long first, long last) {
        AuditRecord entry = AuditRecord.of(now, LeafMaker.LOG, Tag.AUDIT, GAP, first + "-" + last, Result.UNKNOWN)
                .object("source", source);
        RecordCipher.Sealed sealed = cipher.seal(entry);
        return inbox.declare(sealed.keyId(), sealed.recordId(), sealed.payload());
    }

    private static long number(InboxRow row) {
        return row.sourceSeq() == null ? 0 : row.sourceSeq();
    }
}
