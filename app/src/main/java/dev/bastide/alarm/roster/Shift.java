package dev.bastide.alarm.roster;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time in which somebody is on duty on a node, and who has taken it over since.
 *
 * @param person whose shift it was when it was entered
 * @param place 1 is told first
 * @param handovers every offer to hand it over, in order
 */
public record Shift(
        UUID id, NodeId node, PersonId person, int place, Instant from, Instant to, List<Handover> handovers) {
    public Shift {
        Objects.requireNonNull(id);
        Objects.requireNonNull(node);
        Objects.requireNonNull(person);
        handovers = List.copyOf(handovers);
    }

    /**
     * An offer of what is left of a shift.
     *
     * @param answeredAt when the taker answered, null while he has not
     */
    public record Handover(
            UUID id,
            UUID shift,
            PersonId giver,
            PersonId taker,
            String note,
            Instant at,
            boolean accepted,
            @Nullable Instant answeredAt) {}

    /** Who holds it: the last taker who accepted, else whose it was. */
    public PersonId holder() {
        return handovers.stream()
                .filter(Handover::accepted)
                .reduce((before, after) -> after)
                .map(Handover::taker)
                .orElse(person);
    }

    /** The offer that nobody has answered yet, or null. */
    public @Nullable Handover offered() {
        return handovers.stream()
                .filter(handover ->
                        handover.answeredAt() == null && handover.giver().equals(holder()))
                .reduce((before, after) -> after)
                .orElse(null);
    }

    /** Whether it is on at this instant. */
    public boolean covers(Instant at) {
        return !from.isAfter(at) && to.isAfter(at);
    }
}
