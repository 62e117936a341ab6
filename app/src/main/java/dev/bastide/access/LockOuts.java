package dev.bastide.access;

import dev.bastide.access.rights.Rights;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the nodes on which nobody could ever approve anything, because one of two who agree is the node's head and the
 * head cannot: no role to approve, no second factor, away without a deputy who can, or alone. Source: seed 004 s3.1.3
 * (B19).
 */
@Component
class LockOuts {
    private static final Action VOTE = new Action("approval.vote");
    private static final int VOTERS_NEEDED = 2;
    private static final String DUTY = "B19";
    private static final String ROLES = "/permissions/request";
    private static final String APPROVER = "approver";

    private final Heads heads;
    private final People people;
    private final Deputies deputies;
    private final Duties duties;
    private final RoleBook roles;
    private final Clock clock;

    LockOuts(Heads heads, People people, Deputies deputies, Duties duties, RoleBook roles, Clock clock) {
        this.heads = heads;
        this.people = people;
        this.deputies = deputies;
        this.duties = duties;
        this.roles = roles;
        this.clock = clock;
    }

    /**
     * A node whose head cannot approve.
     *
     * @param head name of the head
     * @param why what is missing, in whose hands, and where it is mended
     */
    record LockOut(ServiceNode node, String head, Reason why) {}

    /** All of them, in tree order; below a node that is listed only where somebody else is the head. */
    List<LockOut> in(Rights rights) {
        Map<PersonId, Person> active =
                people.active().stream().collect(Collectors.toMap(Person::id, Function.identity()));
        Map<PersonId, Boolean> away = new HashMap<>();
        List<LockOut> found = new ArrayList<>();
        for (ServiceNode node : rights.tree().all()) {
            if (!isLedFromAbove(rights, node)) {
                judge(rights, node, active, away).ifPresent(found::add);
            }
        }
        return found;
    }

    // Whoever may approve above may approve below too, so that the node above has answered for this one.
    private static boolean isLedFromAbove(Rights rights, ServiceNode node) {
        @Nullable NodeId parent = node.parent();
        return parent != null
                && rights.tree()
                        .node(parent)
                        .filter(above -> above.owner().equals(node.owner()) && above.production() == node.production())
                        .isPresent();
    }

    private Optional<LockOut> judge(
            Rights rights, ServiceNode node, Map<PersonId, Person> active, Map<PersonId, Boolean> away) {
        Set<PersonId> entitled = rights.whoMay(VOTE, node.id(), clock.millis()).stream()
                .map(grant -> grant.facts().person())
                .filter(active::containsKey)
                .collect(Collectors.toSet());
        Set<PersonId> voters = entitled.stream()
                .filter(person -> Objects.requireNonNull(active.get(person)).secondFactor())
                .collect(Collectors.toSet());
        Set<PersonId> heading = heads.headsIn(rights.tree(), node.id(), Set.of());
        if (heading.isEmpty()) {
            return Optional.of(lockOut(node, nameOf(node.owner()), "nobody", "/tree/" + node.id()));
        }
        PersonId head = heading.contains(node.owner())
                ? node.owner()
                : heading.iterator().next();
        String name = nameOf(head);
        String page = "/people/" + head;
        if (heading.stream().anyMatch(person -> voters.contains(person) && !isAway(person, away))) {
            return voters.size() >= VOTERS_NEEDED ? Optional.empty() : Optional.of(lockOut(node, name, "alone", ROLES));
        }
        if (!entitled.contains(head)) {
            return Optional.of(withoutRole(node, head, name));
        }
        return Optional.of(
                voters.contains(head) ? lockOut(node, name, "leave", page) : lockOut(node, name, "factor", page));
    }

    // What is advised must be possible: a duty that may never approve is changed, not given the role.
    private LockOut withoutRole(ServiceNode node, PersonId head, String name) {
        String duty = duties.current(head).map(DutyAssignment::duty).orElse("");
        if (roles.grantable(duty, APPROVER, node.production())) {
            return lockOut(node, name, "role", ROLES + "?person=" + head + "&role=" + APPROVER + "&node=" + node.id());
        }
        Reason why = Reason.of("access.lockout.duty", DUTY, "/tree/" + node.id() + "/edit", node.path(), name, duty);
        return new LockOut(node, name, why);
    }

    private boolean isAway(PersonId person, Map<PersonId, Boolean> away) {
        return away.computeIfAbsent(person, deputies::onLeave);
    }

    private String nameOf(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    private static LockOut lockOut(ServiceNode node, String head, String lack, String mend) {
        return new LockOut(node, head, Reason.of("access.lockout." + lack, DUTY, mend, node.path(), head));
    }
}
