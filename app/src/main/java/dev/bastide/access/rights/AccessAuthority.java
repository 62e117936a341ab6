package dev.bastide.access.rights;

import dev.bastide.approval.Voters;
import dev.bastide.audit.DecisionLog;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Answers the one question of the house from memory. Fails closed: rights that cannot be read permit nothing. */
@Component
class AccessAuthority implements Authority, Voters {
    private static final Decision STALE = Decision.refused(Reason.of("access.refused.stale", "A44", ""));

    private final CurrentRights rights;
    private final Clock clock;
    private final DecisionLog decisions;

    AccessAuthority(CurrentRights rights, Clock clock, DecisionLog decisions) {
        this.rights = rights;
        this.clock = clock;
        this.decisions = decisions;
    }

    @Override
    public Decision may(Actor actor, Action action, NodeId node) {
        Rights now = rights.orNull();
        if (now == null) {
            return STALE;
        }
        Decision decision = now.may(actor, action, node, clock.millis());
        if (decision instanceof Decision.Permitted(String rule)) {
            decisions.permitted(actor, action.name(), rule, () -> "first on " + now.path(node));
        }
        return decision;
    }

    @Override
    public Decision mayAnywhere(Actor actor, Action action) {
        Rights now = rights.orNull();
        return now == null ? STALE : now.mayAnywhere(actor, action, clock.millis());
    }

    @Override
    public Set<PersonId> whoMay(Action action, NodeId node) {
        return rights.get().stream()
                .flatMap(now -> now.whoMay(action, node, clock.millis()).stream())
                .map(grant -> grant.facts().person())
                .collect(Collectors.toUnmodifiableSet());
    }
}
