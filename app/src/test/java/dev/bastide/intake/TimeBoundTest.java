package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells of a time far from its arrival is held. (A114) */
class TimeBoundTest {
    private static final Instant ARRIVAL = Instant.parse("2026-11-22T12:00:00Z");
    private final TimeBound bound = new TimeBound(Duration.ofDays(400), Duration.ofDays(1));

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T12:00:00Z, ''",
        "2026-11-23T12:00:00Z, ''",
        "2025-10-18T12:00:00Z, ''",
        "2026-11-23T12:00:01Z, time is not usable: more than 1 d after its arrival",
        "2025-10-18T11:59:59Z, time is not usable: more than 400 d before its arrival",
        "9999-12-31T23:59:59Z, time is not usable: more than 1 d after its arrival",
        "+999999999-12-31T23:59:59Z, time is not usable: more than 1 d after its arrival",
        "-999999999-01-01T00:00:00Z, time is not usable: more than 400 d before its arrival"
    })
    void theBoundIsExact(Instant told, String wrong) {
        assertThat(bound.wrong(told, ARRIVAL)).isEqualTo(wrong);
    }

    @Test
    void noTimeIsMissing() {
        assertThat(bound.wrong(null, ARRIVAL)).isEqualTo("time is missing");
    }

    @Test
    void aBoundThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new TimeBound(Duration.ZERO, Duration.ofDays(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new TimeBound(Duration.ofDays(400), Duration.ofDays(40_000)))
                .isInstanceOf(IllegalStateException.class);
    }
}
