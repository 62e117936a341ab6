package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** A time that no calendar has breaks no page. */
class TimeWordsTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @Test
    void theInfinityOfTheDatabaseIsSaidAsSuch() {
        Instant infinity = OffsetDateTime.MAX.toInstant();
        Instant before = OffsetDateTime.MIN.toInstant();

        assertThat(TimeWords.minute(ZONE, infinity)).isEqualTo("\u221e");
        assertThat(TimeWords.minute(ZoneId.of("-11:00"), before)).isEqualTo("-\u221e");
        assertThat(TimeWords.minute(ZONE, Instant.MAX)).isEqualTo("\u221e");
        assertThat(TimeWords.minute(ZONE, Instant.parse("2026-11-22T18:00:00Z")))
                .isEqualTo("2026-11-23 02:00");
    }
}
