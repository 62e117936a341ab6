package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.HeldGrant;
import dev.bastide.authority.Action;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Founding;
import dev.bastide.identity.FoundingReadiness;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Whether founding may close: enough people other than the founder could approve, and the head of every node can. */
@Component
class Readiness implements FoundingReadiness {
    private static final Action VOTE = new Action("approval.vote");
    private static final int APPROVERS_NEEDED = 2;

    private final CurrentRights rights;
    private final ObjectProvider<Founding> founding;
    private final LockOuts lockOuts;
    private final Clock clock;

    Readiness(CurrentRights rights, ObjectProvider<Founding> founding, LockOuts lockOuts, Clock clock) {
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
    public List<Reason> lockOuts() {
        return rights.get()
                .map(now -> lockOuts.in(now).stream().map(LockOuts.LockOut::why).toList())
                .orElseGet(() -> List.of(Reason.of("access.refused.stale", "A44", "")));
    }

    private static Stream<PersonId> person(HeldGrant grant, @org.jspecify.annotations.Nullable PersonId founder) {
        PersonId person = grant.facts().person();
        return person.equals(founder) ? Stream.empty() : Stream.of(person);
    }
}
