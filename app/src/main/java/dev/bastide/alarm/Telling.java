package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One time that people were told of an alarm, with the evidence of whom it reached.
 *
 * @param step counts up
 * @param rung whose turn it was
 * @param why what brought it there
 * @param passed the rungs before it on which nobody was
 * @param notice the message, null where there was nobody to send it to
 */
record Telling(
        UUID id,
        AlarmId alarm,
        int step,
        Rung rung,
        Why why,
        List<Rung> passed,
        @Nullable UUID notice,
        Instant at,
        List<Delivery> deliveries) {

    Telling {
        passed = List.copyOf(passed);
        deliveries = List.copyOf(deliveries);
    }

    /** What brought an alarm to a rung. */
    enum Why {
        RAISED,
        UNACKNOWLEDGED,
        UNDELIVERED,
        /** It happened again while somebody had it: he is told. */
        RECURRED,
        /** It goes on happening, and who has it has not ended it. */
        UNRESOLVED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The way to a person. */
    enum Channel {
        INBOX,
        MAIL;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether it got there. */
    enum Outcome {
        DELIVERED,
        /** Not within the minute. It may still arrive. */
        LATE,
        FAILED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** One fact about one way to one person. */
    record Delivery(PersonId person, Channel channel, Outcome outcome, Instant at) {}

    Telling with(List<Delivery> reached) {
        return new Telling(id, alarm, step, rung, why, passed, notice, at, reached);
    }

    /** Who was told. */
    List<PersonId> people() {
        return deliveries.stream()
                .filter(delivery -> delivery.channel() == Channel.INBOX)
                .map(Delivery::person)
                .distinct()
                .toList();
    }

    boolean has(PersonId person, Channel channel, Outcome outcome) {
        return deliveries.stream()
                .anyMatch(delivery -> delivery.person().equals(person)
                        && delivery.channel() == channel
                        && delivery.outcome() == outcome);
    }

    /** Whether it demonstrably reached nobody: no message stands, or each one's mail is late or lost. */
    boolean reachedNobody() {
        return people().stream().allMatch(this::missed);
    }

    private boolean missed(PersonId person) {
        return !has(person, Channel.MAIL, Outcome.DELIVERED)
                && (has(person, Channel.MAIL, Outcome.LATE) || has(person, Channel.MAIL, Outcome.FAILED));
    }
}
