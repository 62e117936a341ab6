package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One person has one duty from one instant until it ends. Grants, sessions and tokens name the assignment they were
 * given for and mean nothing once it has ended. Source: seed 000 s2.2 (A53).
 *
 * @param to when it ended, null while it is current
 */
public record DutyAssignment(
        AssignmentId id,
        PersonId person,
        String duty,
        Instant from,
        @Nullable Instant to) {
    public DutyAssignment {
        Objects.requireNonNull(id);
        Objects.requireNonNull(person);
        Objects.requireNonNull(duty);
        Objects.requireNonNull(from);
    }
}
