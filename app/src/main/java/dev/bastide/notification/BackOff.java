package dev.bastide.notification;

import java.time.Duration;
import java.util.List;

/** How long to wait between tries, and when to stop. An alarm is tried again sooner. Source: RFC 5321 s4.5.4.1. */
final class BackOff {
    /** After so long without success a letter is given up. */
    static final Duration PATIENCE = Duration.ofDays(3);

    private static final List<Duration> ORDINARY = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4));

    private static final List<Duration> URGENT = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15));

    private BackOff() {}

    /** How long after the given number of failed tries the next one comes. */
    static Duration after(int failures, boolean urgent) {
        List<Duration> steps = urgent ? URGENT : ORDINARY;
        return steps.get(Math.clamp(failures - 1L, 0, steps.size() - 1));
    }
}
