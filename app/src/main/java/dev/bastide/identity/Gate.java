package dev.bastide.identity;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Asks the house's question for this room's own acts. The Authority is found lazily because the room that answers it
 * reads people from here.
 */
@Component
class Gate {
    static final Action EDIT = new Action("person.edit");
    static final Action VOTE = new Action("approval.vote");
    static final Action READ = new Action("person.read");
    static final Action PROVISION = new Action(Provisioning.ACT);

    private final Authority authority;
    private final Founding founding;

    Gate(@Lazy Authority authority, Founding founding) {
        this.authority = authority;
        this.founding = founding;
    }

    /** Throws {@link dev.bastide.authority.ActRefused} unless the actor may; the founder may edit people while founding is open. */
    Decision require(Actor actor, Action action) {
        Decision decision =
                founding.mayFound(actor) ? Decision.permitted("founding") : authority.mayAnywhere(actor, action);
        decision.orThrow();
        return decision;
    }

    /** Whether the actor founds, and so may what nobody else is there to do for him. */
    boolean founds(Actor actor) {
        return founding.mayFound(actor);
    }

    /** Whether the actor may, for pages that only offer what would be allowed. */
    boolean allows(Actor actor, Action action) {
        return founding.mayFound(actor) || authority.mayAnywhere(actor, action).isPermitted();
    }
}
