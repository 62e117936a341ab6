package dev.bastide.alarm.roster;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.People;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Who is on duty on a node now: by its own roster, else by that of the nearest node above on which somebody is. Who is on
 * leave is not; his deputy is, if that one is here. Source: seed 000 s4 (A103).
 */
@Component
public class OnDuty {
    /** Whose shift begins within this time may be asked before it does, when nobody on duty answers. */
    private static final Duration AHEAD = Duration.ofDays(7);

    private final RosterRows rows;
    private final ServiceTree tree;
    private final Deputies deputies;
    private final People people;
    private final Clock clock;

    OnDuty(RosterRows rows, ServiceTree tree, Deputies deputies, People people, Clock clock) {
        this.rows = rows;
        this.tree = tree;
        this.deputies = deputies;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Who is there for a node.
     *
     * @param from the node whose roster it is
     * @param first who is told first
     * @param others who comes after him: the second and third on duty, and whose shift is next
     */
    public record Duty(NodeId from, PersonId first, List<PersonId> others) {
        public Duty {
            others = List.copyOf(others);
        }
    }

    /** Who is on duty for this node now; nothing where no roster from here to the root has anybody. */
    public Optional<Duty> on(NodeId node) {
        Instant now = clock.instant();
        List<ServiceNode> path = tree.snapshot().path(node);
        List<Shift> shifts = rows.between(path.stream().map(ServiceNode::id).toList(), now, now.plus(AHEAD));
        for (ServiceNode above : path.reversed()) {
            Optional<Duty> found = in(above.id(), shifts, now);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Duty> in(NodeId node, List<Shift> all, Instant now) {
        List<Shift> shifts =
                all.stream().filter(shift -> shift.node().equals(node)).toList();
        Set<PersonId> present = new LinkedHashSet<>();
        shifts.stream()
                .filter(shift -> shift.covers(now))
                .sorted(Comparator.comparingInt(Shift::place))
                .forEach(shift -> here(shift.holder()).ifPresent(present::add));
        if (present.isEmpty()) {
            return Optional.empty();
        }
        List<PersonId> here = new ArrayList<>(present);
        PersonId first = here.removeFirst();
        shifts.stream()
                .filter(shift -> shift.from().isAfter(now))
                .findFirst()
                .flatMap(shift -> here(shift.holder()))
                .filter(person -> !person.equals(first) && !here.contains(person))
                .ifPresent(here::add);
        return Optional.of(new Duty(node, first, here));
    }

    /** Who is there for this person now: he, or while he is on leave his deputy; nobody when neither is. */
    public Optional<PersonId> here(PersonId person) {
        return Optional.of(deputies.actingFor(person))
                .filter(acting -> !deputies.onLeave(acting))
                .filter(acting -> people.find(acting)
                        .filter(found -> found.active() && !found.machine())
                        .isPresent());
    }
}
