package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.HeldGrant;
import dev.bastide.access.rights.Rights;
import dev.bastide.authority.Action;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Founding;
import dev.bastide.identity.FoundingReadiness;
import dev.bastide.servicetree.ServiceNode;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Whether founding may close: enough people other than the founder could approve, and so can the head of every
 * node that matters. */
@Component
class Readiness implements FoundingReadiness {
    private static final Action VOTE = new Action("approval.vote");
    private static final int APPROVERS_NEEDED = 2;

    private final CurrentRights rights;
    private final ObjectProvider<Founding> founding;
    private final LockOuts lockOuts;
    private final ObjectProvider<HostPlaces> hosts;
    private final Clock clock;

    Readiness(
            CurrentRights rights,
            ObjectProvider<Founding> founding,
            LockOuts lockOuts,
            ObjectProvider<HostPlaces> hosts,
            Clock clock) {
        this.hosts = hosts;
        this.lockOuts = lockOuts;
        this.rights = rights;
        this.founding = founding;
        this.clock = clock;
    }

    @Override
    public boolean approversExist() {
        PersonId founder = founding.getObject().founder().orElse(null);
        long approvers = rights.get().stream()
                .flatMap(now -> now.all().stream())
                .filter(grant ->
                        grant.counts(clock.millis()) && grant.facts().role().allows(VOTE))
                .flatMap(grant -> person(grant, founder))
                .distinct()
                .count();
        return approvers >= APPROVERS_NEEDED;
    }

    @Override
    public List<Unready> unready() {
        return rights.get()
                .map(now -> lockOuts.in(now).stream()
                        .map(one -> new Unready(one.node().path(), one.why(), holdsUp(now, one.node())))
                        .toList())
                .orElseGet(() -> List.of(new Unready("", Reason.of("access.refused.stale", "A44", ""), true)));
    }

    // Without the head of the company nothing could be mended; without one on the way to a production host nothing
    // would
    // ever be approved there. Anything else is mended later by whoever may approve above, so that nobody keeps founding
    // open by a node of his own.
    private boolean holdsUp(Rights now, ServiceNode node) {
        return node.isRoot()
                || now.tree().subtree(node.id()).stream()
                        .filter(ServiceNode::production)
                        .anyMatch(below -> hosts.stream()
                                .anyMatch(places -> !places.on(below.id(), 1).isEmpty()));
    }

    private static Stream<PersonId> person(HeldGrant grant, @org.jspecify.annotations.Nullable PersonId founder) {
        PersonId person = grant.facts().person();
        return person.equals(founder) ? Stream.empty() : Stream.of(person);
    }
}
