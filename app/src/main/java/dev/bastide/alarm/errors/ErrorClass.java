package dev.bastide.alarm.errors;

import dev.bastide.authority.NodeId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of alarm on one node in the last weeks.
 *
 * @param weeks how often it happened, this week first
 * @param alarms in how many alarms that was counted
 * @param toAcknowledge how long it took until somebody had it, on average; null where nobody did
 * @param late how many ways to people were not in time
 * @param problem the record that is open for it, null where there is none
 */
record ErrorClass(
        String kind,
        @Nullable NodeId node,
        List<Long> weeks,
        long alarms,
        @Nullable Duration toAcknowledge,
        long late,
        @Nullable Problem problem) {
    /** From so many times on, what has no problem record is named as coming back. */
    static final int COMING_BACK = 3;

    ErrorClass {
        weeks = List.copyOf(weeks);
    }

    long times() {
        return weeks.stream().mapToLong(Long::longValue).sum();
    }

    /** Whether it keeps coming back and nobody has written down why. */
    boolean wantsProblem() {
        return problem == null && times() >= COMING_BACK;
    }
}
