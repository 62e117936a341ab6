package dev.bastide.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a search matches, counted: over time, and by what the records say. It is bounded as the search is, and begins with
 * the newest records.
 *
 * @param counted how many records match, of those that were looked at
 * @param lookedAt how many were looked at
 * @param unreadable how many could not be opened
 * @param times counts from each instant to the next {@code step}; what has none is not there
 * @param step seconds that one count is for: a minute, or an hour
 * @param facets for each filter its most frequent values, the most frequent one first
 * @param reached what was logged at this time or before is not counted; nothing where everything is
 */
public record RecordCounts(
        long counted,
        long lookedAt,
        long unreadable,
        SortedMap<Instant, Results> times,
        long step,
        Map<String, List<Facet>> facets,
        Optional<Instant> reached) {
    /** The filters that are counted by, in the order in which they are shown. */
    public static final List<String> FACETS = List.of("result", "tag", "operation", "user", "address", "method");

    public RecordCounts {
        times = new TreeMap<>(times);
        facets = new LinkedHashMap<>(facets);
    }

    /** Nothing, as nothing was looked for. */
    public static RecordCounts none() {
        return new RecordCounts(0, 0, 0, new TreeMap<>(), 1, Map.of(), Optional.empty());
    }

    /** How many records had each result. */
    public record Results(long done, long refused, long failed, long unknown) {
        /** None. */
        public static final Results NONE = new Results(0, 0, 0, 0);

        /** All together. */
        public long all() {
            return done + refused + failed + unknown;
        }

        /** These and those. */
        public Results plus(Results other) {
            return new Results(
                    done + other.done, refused + other.refused, failed + other.failed, unknown + other.unknown);
        }

        /** One more. */
        Results plus(Result one) {
            return switch (one) {
                case DONE -> new Results(done + 1, refused, failed, unknown);
                case REFUSED -> new Results(done, refused + 1, failed, unknown);
                case FAILED -> new Results(done, refused, failed + 1, unknown);
                case UNKNOWN -> new Results(done, refused, failed, unknown + 1);
            };
        }
    }

    /** A value of a filter, as the filter takes it, and how many records have it. */
    public record Facet(String value, long count) {}
}
