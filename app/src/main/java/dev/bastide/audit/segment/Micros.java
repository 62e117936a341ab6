package dev.bastide.audit.segment;

import java.time.Instant;

/** Times as columns have them: microseconds since 1970, and what is left over of the nanoseconds. */
final class Micros {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS = 1_000;

    private Micros() {}

    /** Whole microseconds; what has no four-digit year counts as the nearest that has, as in the leaf. */
    static long of(Instant time) {
        Instant near = near(time);
        return near.getEpochSecond() * PER_SECOND + near.getNano() / NANOS;
    }

    /** The nanoseconds left over, 0 to 999. */
    static int rest(Instant time) {
        return near(time).getNano() % NANOS;
    }

    static Instant instant(long micros, long rest) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS + rest);
    }

    private static Instant near(Instant time) {
        return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    }
}
