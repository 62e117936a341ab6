package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it is quiet, and until when, in the person's own zone. */
class QuietHoursTest {

    @ParameterizedTest
    @CsvSource({
        "22:00, 07:00, 2026-11-24T21:30:00Z, 2026-11-25T06:00:00Z",
        "22:00, 07:00, 2026-11-24T05:59:00Z, 2026-11-24T06:00:00Z",
        "22:00, 07:00, 2026-11-24T06:00:00Z, ",
        "22:00, 07:00, 2026-11-24T12:00:00Z, ",
        "12:00, 13:00, 2026-11-24T11:30:00Z, 2026-11-24T12:00:00Z",
        "00:00, 00:00, 2026-11-24T23:00:00Z, ",
        // The night in which the clocks go forward.
        "22:00, 07:00, 2027-03-27T23:00:00Z, 2027-03-28T05:00:00Z"
    })
    void knowsItsEnd(LocalTime from, LocalTime until, Instant at, Instant expected) {
        assertThat(new QuietHours(from, until).quietUntil(at, ZoneId.of("Europe/Berlin")))
                .isEqualTo(expected);
    }
}
