package dev.bastide.asset.scan.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How long an answer is waited for: a second, until answers show that less is enough. */
final class Patience {
    private static final long MOST_MILLIS = 1_000;
    private static final long LEAST_MILLIS = 250;
    private static final int ENOUGH = 50;
    private final AtomicLong answers = new AtomicLong();
    private volatile long slowestNanos;
    private volatile int times = 1;

    synchronized void answered(long nanos) {
        answers.incrementAndGet();
        slowestNanos = Math.max(slowestNanos - slowestNanos / 1_000, nanos);
    }

    void doubled() {
        times = 2;
    }

    void single() {
        times = 1;
    }

    Duration timeout() {
        long millis = answers.get() < ENOUGH
                ? MOST_MILLIS
                : Math.clamp(slowestNanos * 4 / 1_000_000, LEAST_MILLIS, MOST_MILLIS);
        return Duration.ofMillis(millis * times);
    }
}
