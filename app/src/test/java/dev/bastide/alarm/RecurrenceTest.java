package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.NodeId;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A103: an acknowledged alarm that goes on is heard of again. */
@OfficeTest
class RecurrenceTest {
    @Autowired
    private Office office;

    @Autowired
    private AlarmAnswers answers;

    @Test
    void whatGoesOnIsToldAgainToWhoHasItAndClimbsPastHim() {
        Someone guard = office.guard();
        Someone head = office.people.with("approver");
        NodeId node = office.node(head);
        office.shift(node, guard, 1);
        AlarmId id = office.raise(node);
        answers.acknowledge(guard.actor(), id.toString(), "");

        office.clock.advance(Duration.ofMinutes(2));
        office.raise(node);
        office.later(Duration.ofSeconds(5));
        assertThat(whys(id)).containsExactly(Telling.Why.RAISED, Telling.Why.RECURRED);
        assertThat(office.told(id).getLast()).containsExactly(guard.id());

        // Once an hour, however often it happens; and four times the five minutes of its rung after he took it, his
        // head.
        for (int times = 0; times < 6; times++) {
            office.clock.advance(Duration.ofMinutes(2));
            office.raise(node);
            office.later(Duration.ofSeconds(5));
        }
        assertThat(office.told(id)).hasSize(2);
        office.later(Duration.ofMinutes(6));
        assertThat(whys(id)).containsExactly(Telling.Why.RAISED, Telling.Why.RECURRED, Telling.Why.UNRESOLVED);
        assertThat(office.told(id).getLast()).containsExactly(head.id());
        office.later(Duration.ofHours(1));
        assertThat(whys(id).getLast()).isEqualTo(Telling.Why.RECURRED);
        // It has stopped: nobody is told any more.
        office.later(Duration.ofDays(3));
        assertThat(office.told(id)).hasSize(4);

        answers.resolve(guard.actor(), id.toString(), "fixed", "it was the disk");
        office.later(Duration.ofDays(3));
        assertThat(office.told(id)).hasSize(4);
    }

    @Test
    void anAcknowledgementSwallowsNothingThatComesAfterIt() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, guard, 1);
        AlarmId id = office.raise(node, AlarmLevel.LOW);
        answers.acknowledge(guard.actor(), id.toString(), "");
        for (int times = 0; times < 10; times++) {
            office.clock.advance(Duration.ofHours(5));
            office.raise(node, AlarmLevel.LOW);
            office.later(Duration.ofSeconds(5));
            office.later(Duration.ofSeconds(5));
        }

        assertThat(whys(id)).filteredOn(why -> why == Telling.Why.RECURRED).hasSize(10);
        assertThat(whys(id)).filteredOn(why -> why == Telling.Why.UNRESOLVED).hasSizeGreaterThanOrEqualTo(2);
        assertThat(office.rungs(id)).contains(Rung.HEAD, Rung.ABOVE);
    }

    private List<Telling.Why> whys(AlarmId id) {
        return office.standing(id).tellings().stream().map(Telling::why).toList();
    }

    @Test
    void noHolderHasLongerThanADayAndACountOfTheFutureIsLoud() {
        Instant taken = Instant.parse("2026-01-01T00:00:00Z");
        Telling again = new Telling(
                UUID.randomUUID(),
                new AlarmId(UUID.randomUUID()),
                1,
                Rung.ON_DUTY,
                Telling.Why.RECURRED,
                List.of(),
                null,
                taken.plusSeconds(1),
                List.of());
        Duration day = Duration.ofDays(1);

        assertThat(Recurrence.next(taken, taken, List.of(), day)).isNull();
        assertThat(Recurrence.next(taken, taken.plusSeconds(1), List.of(again), day))
                .isEqualTo(new Recurrence.Due(taken.plus(day), Telling.Why.UNRESOLVED));
        assertThat(Recurrence.next(taken, Instant.parse("9999-01-01T00:00:00Z"), List.of(again), day))
                .isEqualTo(new Recurrence.Due(again.at().plus(Duration.ofHours(1)), Telling.Why.RECURRED));
    }
}
