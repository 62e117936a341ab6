package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an alarm stands, by all that this program wrote about it.
 *
 * @param times how often it happened
 * @param lastAt when last
 * @param acknowledgement who has it, null while nobody does
 * @param resolution how it ended, null while it has not
 * @param next what is told next and when, null when nothing is
 */
record Standing(
        Alarm alarm,
        long times,
        Instant lastAt,
        List<Telling> tellings,
        @Nullable Acknowledgement acknowledgement,
        @Nullable Resolution resolution,
        Recurrence.@Nullable Due next) {

    Standing {
        tellings = List.copyOf(tellings);
    }

    /** When somebody is told next, or null. */
    @Nullable
    Instant nextAt() {
        return next == null ? null : next.at();
    }

    /** Whether it still climbs: nobody has it and it has not ended. */
    boolean climbs() {
        return acknowledgement == null && resolution == null;
    }

    /** The last time people were told, or null. */
    @Nullable
    Telling last() {
        return tellings.isEmpty() ? null : tellings.getLast();
    }

    /** Everybody who was told so far. */
    Set<PersonId> told() {
        Set<PersonId> told = new HashSet<>();
        tellings.forEach(telling -> told.addAll(telling.people()));
        return told;
    }

    /** Whether the roster was empty, or a rung of it, so that somebody else was told. */
    boolean fellThrough() {
        return tellings.stream().anyMatch(telling -> telling.passed().contains(Rung.ON_DUTY));
    }

    String state() {
        if (resolution != null) {
            return "resolved";
        }
        return acknowledgement != null ? "taken" : "waiting";
    }

    Chip chip() {
        Tone tone = switch (state()) {
            case "resolved" -> Tone.HOLDS;
            case "taken" -> Tone.PROGRESS;
            default -> Tone.VIOLATED;
        };
        return Chip.of(tone, "alarm.state." + state());
    }
}
