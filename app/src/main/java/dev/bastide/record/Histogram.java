package dev.bastide.record;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.RecordCounts;
import dev.bastide.audit.RecordCounts.Results;
import dev.bastide.page.ListQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a search matches over time, as bars. Days and weeks begin as the reader's do; each bar leads to the same search
 * narrowed to its time.
 *
 * @param stepSeconds that each bar is for
 * @param most records in the highest bar
 * @param gap how many bars at the beginning were not looked through, as part of all, from 0 to 1
 * @param outside how many records tell of a time outside the readable range; the bar at that end has them
 */
record Histogram(List<Bar> bars, long stepSeconds, long most, double gap, long outside) {
    static final int BAR = 10;
    static final int HEIGHT = 100;

    private static final int BARS_MAX = 72;
    private static final long DAY = 86_400;

    /** What is drawn at most: more than any record is kept, and few enough of the longest steps to stay below the most bars. */
    private static final Duration READABLE_BEFORE = Duration.ofDays(50 * 364);

    private static final Duration READABLE_AFTER = Duration.ofDays(10 * 364);
    private static final List<Long> STEPS =
            List.of(60L, 300L, 900L, 3_600L, 21_600L, DAY, 7 * DAY, 28 * DAY, 364 * DAY);

    /** The first Monday there is. */
    private static final long MONDAY = 4 * DAY;

    /** What is there is seen, however little it is beside the rest. */
    private static final double LEAST = 2.5;

    Histogram {
        bars = List.copyOf(bars);
    }

    /** One bar, and the address of what it counts. */
    record Bar(Instant from, Instant to, Results results, String address) {}

    /** A piece of a bar. */
    record Piece(String css, int x, double y, double height) {}

    /** The bars of a search; none where nothing was counted. */
    static Histogram of(RecordCounts counts, AuditQuery asked, ListQuery query, ZoneId zone, Instant now) {
        if (counts.times().isEmpty()) {
            return new Histogram(List.of(), DAY, 0, 0, 0);
        }
        Range range = Range.of(counts, asked, now);
        long hours = zone.getRules().getOffset(range.from()).getTotalSeconds() / 3_600;
        long shift = MONDAY - hours * 3_600;
        long step = STEPS.stream()
                .filter(each -> each >= counts.step() && range.seconds() / each < BARS_MAX)
                .findFirst()
                .orElse(STEPS.getLast());
        long start = Math.floorDiv(range.from().getEpochSecond() - shift, step);
        long end = Math.floorDiv(range.until().getEpochSecond() - 1 - shift, step);
        Map<Long, Results> merged = new HashMap<>();
        counts.times().forEach((at, results) -> {
            long slot = Math.floorDiv(at.getEpochSecond() - shift, step);
            merged.merge(Math.clamp(slot, start, end), results, Results::plus);
        });
        List<Bar> bars = new ArrayList<>();
        for (long slot = start; slot <= end; slot++) {
            Instant begins = Instant.ofEpochSecond(slot * step + shift);
            Instant ends = begins.plusSeconds(step);
            // A bar that has what lies beyond it leads there too.
            String address = narrowed(
                    query,
                    slot == start && range.early() > 0 ? null : begins,
                    slot == end && range.late() > 0 ? null : ends);
            bars.add(new Bar(begins, ends, merged.getOrDefault(slot, Results.NONE), address));
        }
        long most = bars.stream().mapToLong(bar -> bar.results().all()).max().orElse(0);
        return new Histogram(bars, step, most, gap(counts, bars, step), range.early() + range.late());
    }

    /** What is drawn, whatever times the records tell of: how many of them lie before it, and how many after. */
    private record Range(Instant from, Instant until, long early, long late) {
        static Range of(RecordCounts counts, AuditQuery asked, Instant now) {
            Instant lowest = now.minus(READABLE_BEFORE);
            Instant highest = now.plus(READABLE_AFTER);
            Instant first = within(counts.times().firstKey(), lowest, highest);
            Instant last = within(counts.times().lastKey(), lowest, highest).plusSeconds(counts.step());
            Instant from = asked.from() == null ? first : within(asked.from(), lowest, highest);
            Instant until =
                    asked.until() != null ? within(asked.until(), lowest, highest) : last.isAfter(now) ? last : now;
            return new Range(
                    from.isBefore(until) ? from : until.minusSeconds(counts.step()),
                    until,
                    all(counts.times().headMap(lowest)),
                    all(counts.times().tailMap(highest)));
        }

        private static Instant within(Instant at, Instant lowest, Instant highest) {
            return at.isBefore(lowest) ? lowest : at.isAfter(highest) ? highest : at;
        }

        private static long all(Map<Instant, Results> times) {
            return times.values().stream().mapToLong(Results::all).sum();
        }

        long seconds() {
            return until.getEpochSecond() - from.getEpochSecond();
        }
    }

    private static double gap(RecordCounts counts, List<Bar> bars, long step) {
        if (bars.isEmpty() || counts.reached().isEmpty()) {
            return 0;
        }
        long whole = step * bars.size();
        long lost =
                counts.reached().get().getEpochSecond() - bars.getFirst().from().getEpochSecond();
        return Math.clamp((double) lost / whole, 0, 1);
    }

    private static String narrowed(ListQuery query, @Nullable Instant from, @Nullable Instant until) {
        Map<String, String> filters = new HashMap<>(query.filters());
        filters.remove("span");
        filters.remove("from");
        filters.remove("until");
        if (from != null) {
            filters.put("from", field(from));
        }
        if (until != null) {
            filters.put("until", field(until));
        }
        return new ListQuery(
                        query.path(),
                        filters,
                        query.sort(),
                        query.descending(),
                        query.size(),
                        null,
                        "",
                        query.scope(),
                        query.columns(),
                        query.views())
                .here();
    }

    /** As the field of the form takes it. */
    private static String field(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    /** Whether there is something to draw. */
    boolean isEmpty() {
        return bars.isEmpty() || most == 0;
    }

    /** How wide all bars are together. */
    int width() {
        return bars.size() * BAR;
    }

    /** How wide the part is that was not looked through. */
    long gapWidth() {
        return Math.round(gap * width());
    }

    /** The pieces of a bar, from below. */
    List<Piece> pieces(int bar) {
        Results results = bars.get(bar).results();
        List<Piece> pieces = new ArrayList<>();
        double top = HEIGHT;
        top = piece(pieces, "done", bar, top, results.done());
        top = piece(pieces, "unknown", bar, top, results.unknown());
        top = piece(pieces, "refused", bar, top, results.refused());
        piece(pieces, "failed", bar, top, results.failed());
        return pieces;
    }

    private double piece(List<Piece> pieces, String css, int bar, double top, long count) {
        if (count == 0) {
            return top;
        }
        // Three small pieces may stand on a full one.
        double height = Math.max(LEAST, (HEIGHT - 3 * LEAST) * count / most);
        double y = Math.max(0, top - height);
        pieces.add(new Piece(css, bar * BAR + 1, Math.round(y * 10) / 10.0, Math.round(height * 10) / 10.0));
        return y;
    }
}
