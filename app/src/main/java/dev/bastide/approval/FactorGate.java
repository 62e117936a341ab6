package dev.bastide.approval;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.Reason;
import dev.bastide.identity.SecondFactor;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * A vote needs a second factor: a code given with it, or one given in this web session within five minutes, and then
 * only for approvals that were shown in that session. A token alone never approves.
 */
@Component
class FactorGate {
    static final Duration FRESH = Duration.ofMinutes(5);

    private final SecondFactor secondFactor;
    private final Votes votes;
    private final Clock clock;

    FactorGate(SecondFactor secondFactor, Votes votes, Clock clock) {
        this.secondFactor = secondFactor;
        this.votes = votes;
        this.clock = clock;
    }

    /** Asked last, for a code counts only once. */
    Decision check(Actor actor, Approval approval, Ballot ballot) {
        if (ballot.code() != null) {
            return secondFactor.confirm(actor.requirePerson(), ballot.code());
        }
        boolean shown = votes.wasShown(approval.id(), actor, approval.contentHash(), clock.instant(), FRESH);
        if (shown && secondFactor.fresh(actor)) {
            return Decision.permitted("second-factor:session");
        }
        return Decision.refused(Reason.of("approval.refused.factor", "A49", approval.decisionPath()));
    }

    /** Whether a code must be asked for on the page. */
    boolean needsCode(Actor actor) {
        return !secondFactor.fresh(actor);
    }
}
