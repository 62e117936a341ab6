package dev.bastide.intake;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How far the time that a foreign record tells may be from its arrival: a sender could say anything, and what lies in no
 * time that is searched would hide there. What is further off is held, and never put right. Source: seed 000 s4 (A114).
 */
@Component
class TimeBound {
    private static final Duration MOST = Duration.ofDays(36_500);

    private final Duration oldest;
    private final Duration ahead;

    TimeBound(
            @Value("${bastide.intake.oldest:400d}") Duration oldest,
            @Value("${bastide.intake.ahead:1d}") Duration ahead) {
        if (isOff(oldest) || isOff(ahead)) {
            throw new IllegalStateException("bastide.intake.oldest and bastide.intake.ahead are between 1 minute and "
                    + MOST.toDays() + " days, not " + oldest + " and " + ahead);
        }
        this.oldest = oldest;
        this.ahead = ahead;
    }

    private static boolean isOff(Duration bound) {
        return bound.compareTo(Duration.ofMinutes(1)) < 0 || bound.compareTo(MOST) > 0;
    }

    /** What is wrong with a time that arrived at this one; empty where nothing is. */
    String wrong(@Nullable Instant time, Instant arrival) {
        if (time == null) {
            return "time is missing";
        }
        if (time.isBefore(arrival.minus(oldest))) {
            return "time is not usable: more than " + said(oldest) + " before its arrival";
        }
        return time.isAfter(arrival.plus(ahead))
                ? "time is not usable: more than " + said(ahead) + " after its arrival"
                : "";
    }

    private static String said(Duration bound) {
        return bound.toDays() > 0 ? bound.toDays() + " d" : bound.toMinutes() + " min";
    }
}
