package dev.bastide.audit;

import dev.bastide.audit.RecordCounts.Facet;
import dev.bastide.audit.RecordCounts.Results;
import dev.bastide.audit.segment.Column;
import dev.bastide.audit.segment.SegmentSearch;
import dev.bastide.audit.sequencer.LogTail;
import dev.bastide.audit.sequencer.SealedCounts;
import dev.bastide.audit.sequencer.SealedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One counting while it goes through the record, the newest first, until it has done enough. */
final class CountRun {
    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;

    /** A range this short is counted by the minute. */
    private static final Duration SHORT = Duration.ofHours(6);

    private static final int TOP = 6;

    /** Values that are told apart, of each filter; what comes after so many is left out of its list. */
    private static final int VALUES_MAX = 20_000;

    private final AuditQuery query;
    private final Bounds bounds;
    private final long step;
    private final long began = System.nanoTime();
    private final Map<Long, Results> times = new HashMap<>();
    private final Map<String, Map<String, Long>> facets = new LinkedHashMap<>();
    private long counted;
    private long lookedAt;
    private long unreadable;
    private @Nullable Instant reached;

    /** How many records it looks at, sealed ones among them, and for how long, at most. */
    record Bounds(long rowsMax, long lookedAtMax, Duration timeMax) {}

    CountRun(AuditQuery query, Instant now, Bounds bounds) {
        this.query = query;
        this.bounds = bounds;
        Instant from = query.from();
        Instant until = query.until() == null ? now : query.until();
        boolean isShort = from != null && Duration.between(from, until).compareTo(SHORT) <= 0;
        this.step = isShort ? MINUTE : HOUR;
        RecordCounts.FACETS.forEach(name -> facets.put(name, new HashMap<>()));
    }

    boolean isOver() {
        return reached != null;
    }

    private Duration left() {
        return bounds.timeMax().minusNanos(System.nanoTime() - began);
    }

    /** Counts rows of the database, the newest first, each time from the last place on. */
    void rows(long from, LongFunction<List<LogTail.Row>> rows, Function<LogTail.Row, Optional<StoredRecord>> opening) {
        long place = from;
        List<LogTail.Row> chunk;
        do {
            chunk = rows.apply(place);
            for (LogTail.Row row : chunk) {
                place = row.place();
                take(opening.apply(row));
            }
            boolean spent = lookedAt >= bounds.rowsMax() || left().isNegative();
            if (spent && chunk.size() == SearchRun.chunk()) {
                reached = chunk.getLast().at();
            }
        } while (chunk.size() == SearchRun.chunk() && !isOver());
    }

    private void take(Optional<StoredRecord> opened) {
        lookedAt++;
        unreadable += opened.isEmpty() ? 1 : 0;
        opened.map(StoredRecord::entry).filter(query::matches).ifPresent(entry -> {
            count(entry.time(), entry.result());
            facet("result", word(entry.result().name()));
            facet("tag", word(entry.tag().name()));
            facet("method", word(entry.method().name()));
            facet("operation", entry.operation());
            facet("user", entry.userId());
            facet("address", entry.ipAddress());
        });
    }

    /** Counts the sealed part of a log. */
    void sealed(int log, SealedRecords sealed) {
        SealedCounts.Answer answer =
                sealed.count(new SealedCounts.Ask(log, query, bounds.lookedAtMax() - lookedAt, left()), this::take);
        lookedAt += answer.lookedAt();
        unreadable += answer.unreadable();
        answer.reached().ifPresent(at -> reached = at);
    }

    private void take(SegmentSearch.Hit hit) {
        String result = hit.text(Column.RESULT);
        count(hit.time(), Result.valueOf(result));
        facet("result", word(result));
        facet("tag", word(hit.text(Column.TAG)));
        facet("method", word(hit.text(Column.METHOD)));
        facet("operation", hit.text(Column.OPERATION));
        facet("user", hit.text(Column.USER_ID));
        facet("address", hit.text(Column.IP_ADDRESS));
    }

    private void count(Instant time, Result result) {
        counted++;
        long slot = Math.floorDiv(time.getEpochSecond(), step);
        times.merge(slot, Results.NONE.plus(result), Results::plus);
    }

    private void facet(String name, String value) {
        Map<String, Long> values = facets.getOrDefault(name, new HashMap<>());
        if (values.size() < VALUES_MAX || values.containsKey(value)) {
            values.merge(value, 1L, Long::sum);
        }
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    RecordCounts counts() {
        TreeMap<Instant, Results> byTime = new TreeMap<>();
        times.forEach((slot, results) -> byTime.put(Instant.ofEpochSecond(slot * step), results));
        Map<String, List<Facet>> top = new LinkedHashMap<>();
        facets.forEach((name, values) -> top.put(
                name,
                values.entrySet().stream()
                        .map(value -> new Facet(value.getKey(), value.getValue()))
                        .sorted(Comparator.comparingLong(Facet::count)
                                .reversed()
                                .thenComparing(Facet::value))
                        .limit(TOP)
                        .toList()));
        return new RecordCounts(counted, lookedAt, unreadable, byTime, step, top, Optional.ofNullable(reached));
    }
}
