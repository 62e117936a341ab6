package dev.bastide.audit;

import dev.bastide.audit.sequencer.LogTail;
import dev.bastide.audit.sequencer.SealedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One search while it goes through the record: what it found, how far it came, and whether it has done enough. */
final class SearchRun {
    private static final int CHUNK = 2_000;

    private final AuditQuery query;
    private final Bounds bounds;
    private final int limit;
    private final long began = System.nanoTime();
    private final List<StoredRecord> records = new ArrayList<>();
    private long scanned;
    private long unreadable;
    private boolean bounded;
    private @Nullable Long next;
    private @Nullable Instant reached;

    /** How many records it looks at, and for how long, at most. */
    record Bounds(long scannedMax, Duration timeMax) {}

    SearchRun(AuditQuery query, int limit, Bounds bounds) {
        this.query = query;
        this.limit = limit;
        this.bounds = bounds;
    }

    boolean isOver() {
        return next != null;
    }

    AuditFindings findings() {
        return new AuditFindings(records, scanned, unreadable, next, bounded, bounded ? reached : null);
    }

    private Duration left() {
        return bounds.timeMax().minusNanos(System.nanoTime() - began);
    }

    private boolean isSpent() {
        return scanned >= bounds.scannedMax() || left().isNegative();
    }

    private void stop(long place, boolean spent, Instant at) {
        next = place;
        bounded = spent;
        reached = at;
    }

    /** Looks through rows of the database, some at a time, each time from the last place on. */
    void rows(long from, LongFunction<List<LogTail.Row>> rows, Function<LogTail.Row, Optional<StoredRecord>> opening) {
        long place = from;
        while (true) {
            List<LogTail.Row> chunk = rows.apply(place);
            for (LogTail.Row row : chunk) {
                place = row.place();
                take(opening.apply(row));
                if (records.size() == limit) {
                    stop(place, false, row.at());
                    return;
                }
            }
            if (chunk.size() < CHUNK) {
                return;
            }
            if (isSpent()) {
                stop(place, true, chunk.getLast().at());
                return;
            }
        }
    }

    static int chunk() {
        return CHUNK;
    }

    private void take(Optional<StoredRecord> opened) {
        scanned++;
        unreadable += opened.isEmpty() ? 1 : 0;
        opened.filter(stored -> query.matches(stored.entry())).ifPresent(records::add);
    }

    /** Looks through the sealed part of a log. */
    void sealed(int log, boolean newest, long bound, SealedRecords sealed) {
        SealedRecords.Answer answer = sealed.search(new SealedRecords.Ask(
                log, query, newest, bound, limit - records.size(), bounds.scannedMax() - scanned, left()));
        records.addAll(answer.records());
        scanned += answer.lookedAt();
        unreadable += answer.unreadable();
        boolean full = records.size() == limit;
        if (full && !answer.records().isEmpty()) {
            StoredRecord last = answer.records().getLast();
            stop(last.position(), false, last.receivedAt());
        } else if (answer.next().isPresent()) {
            // The bound of the newest may be one past the log's last index, which is a place all the same.
            stop(place(log, answer.next().getAsLong()), true, answer.reached().orElse(Instant.EPOCH));
        }
    }

    private static long place(int log, long bound) {
        return bound < 0 ? RecordPlace.of(log, 0) - 1 : RecordPlace.of(log, bound);
    }
}
