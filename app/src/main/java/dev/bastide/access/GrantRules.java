package dev.bastide.access;

import dev.bastide.access.rights.Role;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.authority.Demand;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What may be granted to whom, where and for how long; the database asks the same. Source: seed 000 s2.2 (A51, A52). */
@Component
class GrantRules {
    private static final int MONTHS_MAX = 3;
    private static final String REQUEST = "/permissions/request";

    private final RoleBook roles;
    private final Duties duties;
    private final People people;
    private final ServiceTree tree;
    private final ExceptionRules exceptions;
    private final ObjectProvider<Demand> demands;

    GrantRules(
            RoleBook roles,
            Duties duties,
            People people,
            ServiceTree tree,
            ExceptionRules exceptions,
            ObjectProvider<Demand> demands) {
        this.roles = roles;
        this.duties = duties;
        this.people = people;
        this.tree = tree;
        this.exceptions = exceptions;
        this.demands = demands;
    }

    /** Why this cannot be granted, if so. */
    Optional<Reason> bar(GrantAsk ask) {
        if (!ask.reasonFits()) {
            return no("access.refused.reason", "A47");
        }
        if (!ask.lengthFits()) {
            return no("access.refused.length", "A52", Integer.toString(GrantAsk.DAYS_MAX));
        }
        Optional<Role> role = roles.find(ask.role());
        if (role.isEmpty() || role.get().reach() == Role.Reach.FOUNDING) {
            return no("access.refused.role", "A44", ask.role());
        }
        Optional<ServiceNode> node = tree.snapshot().node(ask.node());
        if (node.isEmpty()) {
            return no("access.refused.no-node", "A108");
        }
        if (role.get().reach() == Role.Reach.SERVICE && node.get().isRoot()) {
            return no("access.refused.root", "A44", ask.role());
        }
        Optional<Reason> demanded = role.get().reach() == Role.Reach.SERVICE ? demanded(ask.node()) : Optional.empty();
        if (demanded.isPresent()) {
            return demanded;
        }
        boolean active = people.find(ask.person()).filter(Person::active).isPresent();
        Optional<DutyAssignment> duty = duties.current(ask.person());
        if (!active || duty.isEmpty()) {
            return no("access.refused.no-duty", "A53");
        }
        boolean needed =
                roles.grantable(duty.get().duty(), ask.role(), node.get().production());
        if (ask.isException()) {
            return exceptions.bar(ask, duty.get().duty(), needed);
        }
        return needed
                ? Optional.empty()
                : no(
                        "access.refused.matrix",
                        "A51",
                        duty.get().duty(),
                        ask.role(),
                        node.get().path());
    }

    // What other rooms ask of a node before anybody is granted work on it, such as that its assets are attested (A43).
    private Optional<Reason> demanded(NodeId node) {
        return Demand.all(demands.stream().toList(), node, "grant").reasons().stream()
                .findFirst();
    }

    /**
     * How this wish stands to the matrix, for the form.
     *
     * @param founding whether the requester founds alone, when there are no exceptions
     */
    GrantFit fit(PersonId requester, PersonId person, String role, NodeId node, boolean founding) {
        Optional<ServiceNode> place = tree.snapshot().node(node);
        if (place.isEmpty() || roles.find(role).isEmpty()) {
            return new GrantFit.Unsaid();
        }
        Optional<String> held = duties.current(person).map(DutyAssignment::duty);
        if (held.isEmpty()) {
            return new GrantFit.Never(Reason.of("access.refused.no-duty", "A53", REQUEST));
        }
        String duty = held.get();
        String path = place.get().path();
        if (roles.grantable(duty, role, place.get().production())) {
            return new GrantFit.ByDuty(duty, role, path);
        }
        Optional<Reason> never = founding
                ? no("access.refused.exception-founding", "A51")
                : exceptions.never(duty, role).or(() -> exceptions.nobody(requester, person, node));
        return never.<GrantFit>map(GrantFit.Never::new)
                .orElseGet(
                        () -> new GrantFit.ByException(duty, role, path, exceptions.officers(requester, person, node)));
    }

    /** The duty the grant will be tied to. */
    DutyAssignment dutyOf(PersonId person) {
        return duties.current(person).orElseThrow(() -> new IllegalStateException("no duty: " + person));
    }

    /** Who stands behind the person and so decides nothing of what he is given: the human who answers for a machine. */
    Set<PersonId> answerFor(PersonId person) {
        return people.find(person)
                .flatMap(found -> Optional.ofNullable(found.owner()))
                .map(Set::of)
                .orElse(Set.of());
    }

    /** When a grant of so many days ends: never later than three calendar months from now. */
    static Instant expiry(Instant now, int days) {
        Instant asked = now.atOffset(ZoneOffset.UTC).plusDays(days).toInstant();
        Instant latest = now.atOffset(ZoneOffset.UTC).plusMonths(MONTHS_MAX).toInstant();
        return asked.isBefore(latest) ? asked : latest;
    }

    /**
     * When a founding grant of at most so many days ends: on the latest day, back to half the time, on which the fewest
     * others end. What is founded together would otherwise all run out together, and with it who could grant it anew.
     */
    Instant staggered(Instant now, int days, List<Instant> others) {
        Map<LocalDate, Long> taken =
                others.stream().collect(Collectors.groupingBy(GrantRules::day, Collectors.counting()));
        int earliest = Math.max(1, (days + 1) / 2);
        return IntStream.rangeClosed(earliest, days)
                .map(day -> days + earliest - day)
                .mapToObj(day -> expiry(now, day))
                .min(Comparator.comparingLong(end -> taken.getOrDefault(day(end), 0L)))
                .orElseGet(() -> expiry(now, days));
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    String pathOf(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    private static Optional<Reason> no(String key, String duty, String... args) {
        return Optional.of(Reason.of(key, duty, REQUEST, args));
    }
}
