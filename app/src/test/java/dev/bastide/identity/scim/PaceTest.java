package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void aBurstUsesTheReserveUpAndTimeFillsIt() {
        Pace pace = new Pace(5, 2);

        assertThat(allowed(pace, "one", NOW, 8)).isEqualTo(5);
        assertThat(allowed(pace, "one", NOW.plusMillis(400), 1)).isZero();
        assertThat(allowed(pace, "one", NOW.plusMillis(1_500), 8)).isEqualTo(3);
        assertThat(allowed(pace, "one", NOW.plusSeconds(60), 8)).isEqualTo(5);
    }

    @Test
    void oneCallersBurstIsNotAnothers() {
        Pace pace = new Pace(1, 1);

        assertThat(allowed(pace, "one", NOW, 2)).isEqualTo(1);
        assertThat(allowed(pace, "two", NOW, 2)).isEqualTo(1);
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        Pace pace = new Pace(1, 1);
        allowed(pace, "one", NOW, 1);

        assertThat(allowed(pace, "one", NOW.minusSeconds(3_600), 1)).isZero();
    }

    private static long allowed(Pace pace, String caller, Instant now, int times) {
        return IntStream.range(0, times)
                .filter(time -> pace.allows(caller, now))
                .count();
    }
}
