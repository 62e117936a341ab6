package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.approval.ApprovalSubject.Yes;
import dev.bastide.approval.HeadOf;
import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What may be granted outside of the matrix: never what decides about others' rights or looks after those who do, for
 * thirty days at most, by the head of the node and somebody else with the right {@code exception.vote}. The database
 * asks the same. Source: seed 000 s2.2 (A51).
 */
@Component
class ExceptionRules {
    /** What an information security officer must be allowed to do on the node in order to agree to an exception. */
    static final Action VOTE = new Action("exception.vote");

    private static final String DUTY = "A51";
    private static final String REQUEST = "/permissions/request";

    private final RoleBook roles;
    private final CurrentRights rights;
    private final HeadOf heads;
    private final People people;
    private final Clock clock;

    ExceptionRules(RoleBook roles, CurrentRights rights, HeadOf heads, People people, Clock clock) {
        this.roles = roles;
        this.rights = rights;
        this.heads = heads;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Why this cannot be an exception, if so.
     *
     * @param duty the duty of who is to have it
     * @param needed whether that duty may be granted the role there anyway
     */
    Optional<Reason> bar(GrantAsk ask, String duty, boolean needed) {
        String path = heads.pathOf(ask.node());
        if (!ask.exceptionFits()) {
            return no("access.refused.exception-reason");
        }
        if (ask.days() > GrantAsk.EXCEPTION_DAYS_MAX) {
            return no("access.refused.exception-length", Integer.toString(GrantAsk.EXCEPTION_DAYS_MAX));
        }
        if (needed) {
            return no("access.refused.no-exception-needed", duty, ask.role(), path);
        }
        return never(duty, ask.role());
    }

    /** Why nobody of this duty gets this role by exception, if so. */
    Optional<Reason> never(String duty, String role) {
        if (!roles.mayBeException(duty)) {
            return no("access.refused.exception-duty", duty);
        }
        return roles.separated(duty, role)
                .flatMap(apart -> apart.beside().equals(apart.action())
                        ? no("access.refused.exception-role", role, apart.action())
                        : no("access.refused.exception-apart", role, duty, apart.action(), apart.beside()));
    }

    /** Says so when no two people could agree to it: the head of the node, and beside him a security officer. */
    Optional<Reason> nobody(PersonId requester, PersonId person, NodeId node) {
        Set<PersonId> barred = new HashSet<>(List.of(requester, person));
        Set<PersonId> officers = new HashSet<>(officers(node));
        officers.removeAll(barred);
        Set<PersonId> able = heads.headsOf(node, barred);
        boolean two = able.stream().anyMatch(head -> officers.stream().anyMatch(officer -> !officer.equals(head)));
        return two ? Optional.empty() : no("access.refused.no-officer", heads.pathOf(node));
    }

    /** The names of those one of whom has to agree beside the head. */
    String officers(PersonId requester, PersonId person, NodeId node) {
        return names(new HashSet<>(List.of(requester, person)), officers(node));
    }

    /** What is missing beside the head, whom every approval needs and whose own absence is told there. */
    List<Reason> missing(GrantRequest request, List<Yes> yes) {
        if (request.exception() == null) {
            return List.of();
        }
        Set<PersonId> officers = officers(request.node());
        boolean both = yes.stream()
                .filter(Yes::asHead)
                .anyMatch(head -> yes.stream()
                        .anyMatch(other -> !other.voter().equals(head.voter()) && officers.contains(other.voter())));
        boolean officerWaitsForTheHead =
                yes.stream().noneMatch(Yes::asHead) && yes.stream().anyMatch(one -> officers.contains(one.voter()));
        if (both || officerWaitsForTheHead) {
            return List.of();
        }
        String names = names(new HashSet<>(List.of(request.person(), request.requester())), officers);
        return List.of(
                names.isEmpty()
                        ? Reason.of("access.missing.no-officer", DUTY, REQUEST)
                        : Reason.of("access.missing.officer", DUTY, REQUEST, names));
    }

    private Set<PersonId> officers(NodeId node) {
        return rights.get().stream()
                .flatMap(now -> now.whoMay(VOTE, node, clock.millis()).stream())
                .map(grant -> grant.facts().person())
                .filter(person -> people.find(person)
                        .filter(found -> found.active() && !found.machine())
                        .isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    private String names(Set<PersonId> barred, Set<PersonId> officers) {
        return officers.stream()
                .filter(person -> !barred.contains(person))
                .flatMap(person -> people.find(person).stream())
                .map(Person::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Optional<Reason> no(String key, String... args) {
        return Optional.of(Reason.of(key, DUTY, REQUEST, args));
    }
}
