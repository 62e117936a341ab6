package dev.bastide.ticket;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duty;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.TeamId;
import dev.bastide.identity.Teams;
import dev.bastide.notification.AddressBook;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Who answers for the tickets of a node, and who does the work. There always is somebody: a ticket is never an orphan. */
@Component
class Answerable {
    private final ServiceTree tree;
    private final Heads heads;
    private final AddressBook book;
    private final People people;
    private final Teams teams;

    Answerable(ServiceTree tree, Heads heads, AddressBook book, People people, Teams teams) {
        this.tree = tree;
        this.heads = heads;
        this.book = book;
        this.people = people;
        this.teams = teams;
    }

    /** Who answers for a node: its head, else the next above, else an officer. Throws where there is nobody at all. */
    PersonId of(NodeId node) {
        Set<PersonId> here = heads.headsOf(node, Set.of());
        if (!here.isEmpty()) {
            return tree.snapshot()
                    .node(node)
                    .map(ServiceNode::owner)
                    .filter(here::contains)
                    .orElseGet(() -> first(here.stream()));
        }
        List<PersonId> officers = Stream.of(Duty.ISO, Duty.SECURITY_ENGINEER, Duty.ADMINISTRATOR)
                .flatMap(duty -> book.withDuty(duty).stream())
                .toList();
        if (officers.isEmpty()) {
            throw new IllegalStateException("nobody answers for node " + node);
        }
        return officers.getFirst();
    }

    /** Whether this person still answers for the node. */
    boolean stands(PersonId person, NodeId node) {
        Set<PersonId> here = heads.headsOf(node, Set.of());
        return here.isEmpty() ? isHere(person) : here.contains(person);
    }

    /** Whether somebody who could do the work stands behind it. */
    boolean isSomebody(Assignee assignee) {
        return switch (assignee) {
            case Assignee.OnePerson(PersonId person) -> isHere(person);
            case Assignee.WholeTeam(TeamId team) -> !teams.members(team).isEmpty();
        };
    }

    /** Everybody who stands behind it. */
    List<PersonId> people(Assignee assignee) {
        return switch (assignee) {
            case Assignee.OnePerson(PersonId person) -> List.of(person);
            case Assignee.WholeTeam(TeamId team) -> teams.members(team);
        };
    }

    /** Whether this person is meant, by name or by his team. */
    boolean isMeant(PersonId person, Assignee assignee) {
        return switch (assignee) {
            case Assignee.OnePerson(PersonId one) -> one.equals(person);
            case Assignee.WholeTeam(TeamId team) ->
                people.find(person).filter(found -> team.equals(found.team())).isPresent();
        };
    }

    /** What people call it. */
    String name(Assignee assignee) {
        return switch (assignee) {
            case Assignee.OnePerson(PersonId person) -> name(person);
            case Assignee.WholeTeam(TeamId team) ->
                teams.find(team).map(Teams.Team::name).orElse(team.toString());
        };
    }

    String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    private boolean isHere(PersonId person) {
        return people.find(person).filter(Person::active).isPresent();
    }

    private static PersonId first(Stream<PersonId> some) {
        return some.min((one, other) -> one.value().compareTo(other.value())).orElseThrow();
    }
}
