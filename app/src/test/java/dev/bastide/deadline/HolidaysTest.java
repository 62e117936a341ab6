package dev.bastide.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.page.BadInput;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holidays as a person types or pastes them. */
class HolidaysTest {

    @Test
    void readsWholeAndHalfDays() {
        assertThat(Holidays.parse("2026-12-24 half Christmas Eve\n\n2026-12-25, Christmas\n2027-01-01;元旦\n"))
                .containsExactly(
                        new BusinessCalendar.Holiday(LocalDate.parse("2026-12-24"), true, "Christmas Eve"),
                        new BusinessCalendar.Holiday(LocalDate.parse("2026-12-25"), false, "Christmas"),
                        new BusinessCalendar.Holiday(LocalDate.parse("2027-01-01"), false, "元旦"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Christmas", "2026-13-01 Nothing", "2026-12-24", "2026-12-24 half", "2026-02-30 Never"})
    void saysWhichLineIsWrong(String line) {
        assertThatThrownBy(() -> Holidays.parse("2026-12-25 Christmas\n" + line))
                .isInstanceOfSatisfying(
                        BadInput.class, mistake -> assertThat(mistake.args()).containsExactly("2"));
    }
}
