package dev.bastide.access;

import dev.bastide.access.rights.Considered;
import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.HeldGrant;
import dev.bastide.access.rights.Rights;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.servicetree.ServiceNode;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Explains a decision: who can reach this, and why; why not; what would have to be different. */
@Component
class Why {
    private final CurrentRights rights;
    private final Authority authority;
    private final Permits permits;
    private final ActorOf actors;
    private final ObjectProvider<HostPlaces> hosts;
    private final Clock clock;

    Why(
            CurrentRights rights,
            Authority authority,
            Permits permits,
            ActorOf actors,
            ObjectProvider<HostPlaces> hosts,
            Clock clock) {
        this.rights = rights;
        this.authority = authority;
        this.permits = permits;
        this.actors = actors;
        this.hosts = hosts;
        this.clock = clock;
    }

    /**
     * What is asked about.
     *
     * @param host the host, when the question names one
     * @param account the account on it, or empty
     */
    record Question(PersonId person, Action action, NodeId node, HostPlaces.@Nullable Place host, String account) {}

    /**
     * The answer, and what led to it.
     *
     * @param role what the role path says
     * @param door what the door says: on production a permit is needed beside the role; null when no host was named
     * @param grants every grant of the person and what it says
     */
    record Answer(
            Question question,
            ServiceNode node,
            Decision role,
            @Nullable Decision door,
            List<Considered> grants) {

        /** What counts in the end. */
        Decision decision() {
            return door == null ? role : door;
        }
    }

    /** Explains. Throws {@link ActRefused} when rights cannot be read or there is no such node. */
    Answer answer(Question question) {
        Rights now = now();
        ServiceNode node = now.tree()
                .node(question.node())
                .orElseThrow(() -> new ActRefused(Reason.of("access.refused.no-node", "A108", "/tree")));
        Actor actor = actors.person(question.person(), "127.0.0.1", AccessMethod.JOB, null);
        Decision role = authority.may(actor, question.action(), question.node());
        HostPlaces.Place host = question.host();
        boolean door = host != null
                && question.action().equals(Permits.OPEN)
                && !question.account().isEmpty();
        Decision open =
                door && host != null ? permits.mayOpen(actor, host.host(), host.node(), question.account()) : null;
        List<Considered> grants = now.consider(question.person(), question.action(), question.node(), clock.millis());
        return new Answer(question, node, role, open, grants);
    }

    /** The grants that let somebody do this on the node now: exceptions first, since they are looked for, then by person. */
    List<HeldGrant> reach(Action action, NodeId node) {
        return now().whoMay(action, node, clock.millis()).stream()
                .sorted(Comparator.comparing((HeldGrant grant) -> !grant.facts().exception())
                        .thenComparing(grant -> grant.facts().person().toString()))
                .toList();
    }

    /** The node of a host, or the node itself, named by id or path. */
    Optional<HostPlaces.Place> host(String idNameOrPath) {
        HostPlaces port = hosts.getIfAvailable();
        return port == null || idNameOrPath.isBlank() ? Optional.empty() : port.find(idNameOrPath.strip());
    }

    /** The node named by id or path. */
    Optional<ServiceNode> node(String idOrPath) {
        String text = idOrPath.strip();
        try {
            return text.startsWith("/")
                    ? now().tree().byPath(text)
                    : now().tree().node(NodeId.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Rights now() {
        return rights.get().orElseThrow(() -> new ActRefused(Reason.of("access.refused.stale", "A44", "")));
    }
}
