package dev.bastide.ticket;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.TeamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who does the work: a person, or a team of which whoever begins takes it. */
public sealed interface Assignee {
    /** One person. */
    record OnePerson(PersonId person) implements Assignee {}

    /** A whole team. */
    record WholeTeam(TeamId team) implements Assignee {}

    /** This person. */
    static Assignee person(PersonId person) {
        return new OnePerson(person);
    }

    /** This team. */
    static Assignee team(TeamId team) {
        return new WholeTeam(team);
    }

    /** The person's id, or null for a team. */
    default @Nullable UUID personId() {
        return this instanceof OnePerson(PersonId person) ? person.value() : null;
    }

    /** The team's id, or null for a person. */
    default @Nullable UUID teamId() {
        return this instanceof WholeTeam(TeamId team) ? team.value() : null;
    }
}
