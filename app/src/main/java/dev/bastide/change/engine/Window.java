package dev.bastide.change.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** When an operation may be done: from a set instant, or for so long from the moment it is approved. */
public sealed interface Window {
    /** The longest an operation may stay open. A longer one is two operations. */
    Duration LONGEST = Duration.ofDays(3);

    /** How long the window stays open. */
    Duration length();

    /** The window as it becomes once approved at this instant. */
    Fixed opened(Instant approvedAt, ZoneId zone);

    /** Opens when the last approval arrives: what is asked for in a terminal is wanted now. */
    record Upon(Duration length) implements Window {
        /** Refuses a length of nothing or beyond {@link #LONGEST}. */
        public Upon {
            checkLength(length);
        }

        @Override
        public Fixed opened(Instant approvedAt, ZoneId zone) {
            return new Fixed(approvedAt, approvedAt.plus(length), zone);
        }
    }

    /**
     * Opens and closes at set instants, to the second.
     *
     * @param zone the zone in which the people who asked think of it
     */
    record Fixed(Instant from, Instant to, ZoneId zone) implements Window {
        /** Cuts to seconds; refuses a length of nothing or beyond {@link #LONGEST}. */
        public Fixed {
            from = from.truncatedTo(ChronoUnit.SECONDS);
            to = to.truncatedTo(ChronoUnit.SECONDS);
            checkLength(Duration.between(from, to));
        }

        @Override
        public Duration length() {
            return Duration.between(from, to);
        }

        @Override
        public Fixed opened(Instant approvedAt, ZoneId atZone) {
            return this;
        }

        /** The same window, closing later (or earlier). */
        public Fixed until(Instant later) {
            return new Fixed(from, later, zone);
        }

        /** Whether the instant lies inside; the end itself is outside. */
        public boolean covers(Instant at) {
            return !at.isBefore(from) && at.isBefore(to);
        }
    }

    private static void checkLength(Duration length) {
        if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a window is longer than nothing and at most " + LONGEST);
        }
    }
}
