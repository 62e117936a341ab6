package dev.bastide.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;

/** Waits for a condition instead of sleeping. */
public final class Eventually {
    private static final Duration LOOK = Duration.ofMillis(20);

    private Eventually() {}

    /** Returns as soon as the condition holds; fails after the time with the given words. */
    public static void holds(String what, Duration within, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                Assertions.fail("Not within " + within + ": " + what);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
