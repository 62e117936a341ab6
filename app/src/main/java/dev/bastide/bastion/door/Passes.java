package dev.bastide.bastion.door;

import dev.bastide.access.Permit;
import dev.bastide.access.PermitTarget;
import dev.bastide.access.Permits;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Succession;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Asks {@code access}, and turns its answer into what a session needs to know. */
@Component
public class Passes {
    private static final Action ASK = new Action("operation.request");

    private final Permits permits;
    private final Authority authority;
    private final ServiceTree tree;
    private final ObjectProvider<Succession> successions;
    private final Clock clock;
    private final Duration longest;
    private final Hosts hosts;

    Passes(
            Hosts hosts,
            Permits permits,
            Authority authority,
            ServiceTree tree,
            ObjectProvider<Succession> successions,
            Clock clock,
            @Value("${bastide.bastion.longest-session:12h}") Duration longest) {
        this.permits = permits;
        this.authority = authority;
        this.tree = tree;
        this.successions = successions;
        this.clock = clock;
        this.longest = longest;
        this.hosts = hosts;
    }

    /** May he open a session on this account there, now? */
    public Pass ask(Actor actor, HostId host, NodeId node, String account) {
        return ask(actor, host, node, account, any -> true);
    }

    /**
     * May what began under this permit go on there, now? Only that permit answers, or one that carries it on: another
     * operation of his on the same account neither lends it its time nor takes its place.
     */
    public Pass ask(Actor actor, HostId host, NodeId node, String account, PermitId begun) {
        return ask(actor, host, node, account, permit -> permit.id().equals(begun) || carriesOn(begun, permit.id()));
    }

    private Pass ask(Actor actor, HostId host, NodeId node, String account, Predicate<Permit> which) {
        Decision role = authority.may(actor, Permits.OPEN, node);
        return switch (permits.mayOpen(actor, host, node, account, which)) {
            case Decision.Refused(Reason reason) ->
                new Pass.Denied(
                        reason,
                        role.isPermitted() && authority.may(actor, ASK, node).isPermitted());
            case Decision.Permitted(String rule) ->
                given(actor, permits.covering(actor, host, account, which), host, node, path(role, rule));
        };
    }

    /** Whether he may know that there is such a host. */
    boolean maySee(Actor actor, Host host) {
        return authority.may(actor, Hosts.READ, host.node()).isPermitted();
    }

    /** The account meant: the one named, else the one of his permit, else the only one there is. */
    Optional<String> account(PersonId person, Host host, @Nullable String named) {
        if (named != null) {
            return host.account(named).map(Host.Account::name);
        }
        List<String> permitted = permits.current(person).stream()
                .flatMap(permit -> permit.targets().stream())
                .filter(target -> target.host().equals(host.id()))
                .map(PermitTarget::account)
                .distinct()
                .toList();
        if (permitted.size() == 1) {
            return Optional.of(permitted.getFirst());
        }
        return host.accounts().size() == 1
                ? Optional.of(host.accounts().getFirst().name())
                : Optional.empty();
    }

    /** The permit in its window that he comes under, where the account is clear; what it opens is asked at the channel. */
    Optional<PermitId> comesUnder(PersonId person, Host host, @Nullable String named) {
        Instant now = clock.instant();
        return account(person, host, named)
                .flatMap(account -> permits.current(person).stream()
                        .filter(permit -> permit.isOpen(now) && permit.opens(host.id(), account))
                        .map(Permit::id)
                        .findFirst());
    }

    /**
     * Whether what began under one permit goes on under the other: the same work with the same steps in the same hands.
     * That the later one covers the host and the account at this moment is what {@link #ask} answered.
     */
    public boolean carriesOn(@Nullable PermitId begun, @Nullable PermitId covering) {
        if (begun == null || covering == null) {
            return false;
        }
        Optional<Permit> before = permits.find(begun);
        Optional<Permit> now = permits.find(covering);
        return before.isPresent() && now.isPresent() && carriesOn(before.get(), now.get());
    }

    private boolean carriesOn(Permit before, Permit now) {
        return before.executor().equals(now.executor())
                && before.steps().equals(now.steps())
                && successions.stream().anyMatch(known -> known.same(before.subject(), now.subject()));
    }

    private Pass given(Actor actor, Optional<Permit> permit, HostId host, NodeId node, String rule) {
        boolean production =
                tree.snapshot().node(node).map(ServiceNode::production).orElse(true);
        if (production && permit.isEmpty()) {
            return new Pass.Denied(Reason.of("bastion.refused.permit-gone", "A47", "/operations/new"), false);
        }
        if (permit.isEmpty() && hosts.find(host).filter(Host::isNetworkDevice).isPresent()) {
            boolean askable = authority.may(actor, ASK, node).isPermitted();
            return new Pass.Denied(Reason.of("bastion.refused.device-needs-permit", "B10", "/operations/new"), askable);
        }
        Instant until = production
                ? permit.map(Permit::to).orElseThrow()
                : clock.instant().plus(longest);
        return new Pass.Given(rule, production, permit.map(Permit::id).orElse(null), until);
    }

    private static String path(Decision role, String rule) {
        return role instanceof Decision.Permitted(String path) && !path.equals(rule) ? path + "; " + rule : rule;
    }
}
