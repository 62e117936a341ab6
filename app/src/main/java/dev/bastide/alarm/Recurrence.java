package dev.bastide.alarm;

import dev.bastide.alarm.Telling.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When an alarm that somebody has, and that goes on happening, is told again: to its holder at once, and past him when he has
 * not ended it in time. To acknowledge says "I have it", not "leave us in peace". Source: seed 000 s4 (A103).
 */
final class Recurrence {
    /** Its holder is told at most so often. */
    static final Duration AGAIN = Duration.ofHours(1);

    /** So many times the waiting time of the rung has its holder before the next rung is told. */
    static final int TIMES = 4;

    /** No holder has longer, whatever the waiting times are. */
    static final Duration HOLDER_MOST = Duration.ofHours(24);

    private Recurrence() {}

    /** Whose turn it is, and from when on. */
    record Due(Instant at, Why why) {}

    /**
     * What is due next; null when it has not happened since all that is due was told. That it happened is only ever compared
     * as later than something: a count that somebody put into the future makes it loud, never quiet.
     *
     * @param taken when it was acknowledged
     * @param last when it happened last
     * @param patience how long the rung told last is waited for
     */
    static @Nullable Due next(Instant taken, Instant last, List<Telling> told, Duration patience) {
        Instant again = lastOf(told, Why.RECURRED, taken);
        Instant climbed = lastOf(told, Why.UNRESOLVED, taken);
        Due holder =
                last.isAfter(again) ? new Due(again.equals(taken) ? taken : again.plus(AGAIN), Why.RECURRED) : null;
        Due climb = last.isAfter(climbed) ? new Due(climbed.plus(held(patience)), Why.UNRESOLVED) : null;
        if (holder == null || climb == null) {
            return holder == null ? climb : holder;
        }
        return climb.at().isBefore(holder.at()) ? climb : holder;
    }

    private static Duration held(Duration patience) {
        Duration held = patience.multipliedBy(TIMES);
        return held.compareTo(HOLDER_MOST) > 0 ? HOLDER_MOST : held;
    }

    private static Instant lastOf(List<Telling> told, Why why, Instant otherwise) {
        return told.stream()
                .filter(telling -> telling.why() == why && telling.at().isAfter(otherwise))
                .map(Telling::at)
                .max(Instant::compareTo)
                .orElse(otherwise);
    }
}
