package dev.bastide.access.rights;

import dev.bastide.authority.Action;
import java.util.Objects;
import java.util.Set;

/**
 * A named set of actions.
 *
 * @param reach how far down the tree it is inherited and whether it may be granted at the root
 * @param actions names of actions; there is no wildcard
 */
public record Role(String name, Reach reach, Set<String> actions) {

    /** How a role is inherited. */
    public enum Reach {
        /** May be granted at the root and is inherited everywhere below. */
        COMPANY,
        /** Operates on machines: never at the root, and stops where a node stops inheritance. */
        SERVICE,
        /** Held by the founder while founding is open; never granted. */
        FOUNDING;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Role {
        Objects.requireNonNull(name);
        Objects.requireNonNull(reach);
        actions = Set.copyOf(actions);
        actions.forEach(Action::new);
    }

    /** Whether the role carries the action. */
    public boolean allows(Action action) {
        return actions.contains(action.name());
    }
}
