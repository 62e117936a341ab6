package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.HeldGrant;
import dev.bastide.authority.Action;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Founding;
import dev.bastide.identity.FoundingReadiness;
import java.time.Clock;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Whether enough people other than the founder could approve, so that founding may close. */
@Component
class Readiness implements FoundingReadiness {
    private static final Action VOTE = new Action("approval.vote");
    private static final int APPROVERS_NEEDED = 2;

    private final CurrentRights rights;
    private final ObjectProvider<Founding> founding;
    private final Clock clock;

    Readiness(CurrentRights rights, ObjectProvider<Founding> founding, Clock clock) {
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

    private static Stream<PersonId> person(HeldGrant grant, @org.jspecify.annotations.Nullable PersonId founder) {
        PersonId person = grant.facts().person();
        return person.equals(founder) ? Stream.empty() : Stream.of(person);
    }
}
