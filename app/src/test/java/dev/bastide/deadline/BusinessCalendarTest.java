package dev.bastide.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which days count. */
class BusinessCalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static TestDatabase database;
    private static BusinessCalendar calendar;

    @BeforeAll
    static void holidays() {
        database = TestDatabase.copy();
        calendar = new BusinessCalendar(database.sql());
        database.sql().sql("""
                insert into deadline.holiday (day, half, name)
                values ('2026-12-24', true, 'Christmas Eve'),
                    ('2026-12-25', false, 'Christmas'),
                    ('2026-12-31', true, 'New Year''s Eve'),
                    ('2027-01-01', false, 'New Year')
                """).update();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        // Monday morning, two days on.
        "2026-11-23T09:00, 2, 2026-11-25T09:00",
        // Over a weekend.
        "2026-11-26T16:30, 2, 2026-11-30T16:30",
        // From a Saturday: counts from Monday's beginning.
        "2026-11-28T12:00, 1, 2026-12-01T00:00",
        "2026-11-28T12:00, 0, 2026-11-30T00:00",
        // Onto a half day: drawn back to noon.
        "2026-12-22T15:00, 2, 2026-12-24T12:00",
        // From the afternoon of a half day: counts from the next business day.
        "2026-12-24T15:00, 1, 2026-12-29T00:00",
        // Over Christmas.
        "2026-12-23T10:00, 2, 2026-12-28T10:00",
        // Over the change to summer time the hour stays.
        "2027-03-26T08:00, 1, 2027-03-29T08:00"
    })
    void countsBusinessDays(LocalDateTime from, int days, LocalDateTime expected) {
        Instant due = calendar.plusBusinessDays(from.atZone(BERLIN).toInstant(), days, BERLIN);

        assertThat(due.atZone(BERLIN).toLocalDateTime()).isEqualTo(expected);
    }

    @Test
    void aDeadlineNeverFallsOnADayNobodyWorksAndMoreDaysAreNeverSooner() {
        long seed = 20261122L;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Instant from = Instant.parse("2026-11-01T00:00:00Z").plusSeconds(random.nextInt(90 * 86_400));
            int days = random.nextInt(15);

            Instant due = calendar.plusBusinessDays(from, days, BERLIN);

            assertThat(calendar.isBusinessDay(due.atZone(BERLIN).toLocalDate()))
                    .as("seed %s, %s + %s", seed, from, days)
                    .isTrue();
            assertThat(due).isAfterOrEqualTo(from);
            assertThat(calendar.plusBusinessDays(from, days + 1, BERLIN)).isAfterOrEqualTo(due);
        }
    }

    @Test
    void knowsADayNobodyWorks() {
        assertThat(calendar.isBusinessDay(LocalDate.parse("2026-12-25"))).isFalse();
        assertThat(calendar.isBusinessDay(LocalDate.parse("2026-12-24"))).isTrue();
        assertThat(calendar.isBusinessDay(LocalDate.parse("2026-12-26"))).isFalse();
    }

    @Test
    void daysAreCountedForward() {
        assertThatThrownBy(() -> calendar.plusBusinessDays(Instant.EPOCH, -1, BERLIN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
