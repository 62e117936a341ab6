package dev.bastide.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a recurring work stands, for the administrator's page.
 *
 * @param name its name, {@code room.noun}
 * @param interval from the end of one run to the start of the next
 * @param nextRun when it is due
 * @param running whether a node holds it now
 * @param lastStarted the last start, absent before the first
 * @param lastFinished the last end, good or bad
 * @param failingSince since when every run failed, absent while it holds
 * @param lastFailure what the last failing run said
 * @param runs how often it ended
 * @param failures how often it failed
 * @param lost how often a holder vanished in the middle
 */
public record JobStanding(
        String name,
        Duration interval,
        Instant nextRun,
        boolean running,
        @Nullable Instant lastStarted,
        @Nullable Instant lastFinished,
        @Nullable Instant failingSince,
        @Nullable String lastFailure,
        long runs,
        long failures,
        long lost) {

    /** Whether it should have started a good while ago and did not: no node is at work. */
    public boolean overdue(Instant now) {
        Duration patience = interval.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofMinutes(1) : interval;
        return !running && nextRun.plus(patience).isBefore(now);
    }
}
