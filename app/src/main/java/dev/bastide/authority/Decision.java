package dev.bastide.authority;

import java.util.Objects;

/** The answer to "may he?": permitted by a named rule, or refused with a reason and a remedy. Default is refusal. */
public sealed interface Decision {

    /**
     * Allowed.
     *
     * @param rule what allowed it, as written into the record: a grant, a permit, a rule's name
     */
    record Permitted(String rule) implements Decision {
        public Permitted {
            Objects.requireNonNull(rule);
        }
    }

    /** Refused, and why. */
    record Refused(Reason reason) implements Decision {
        public Refused {
            Objects.requireNonNull(reason);
        }
    }

    /** A permission by a named rule. */
    static Decision permitted(String rule) {
        return new Permitted(rule);
    }

    /** A refusal for a reason. */
    static Decision refused(Reason reason) {
        return new Refused(reason);
    }

    /** Whether the act may go on. */
    default boolean isPermitted() {
        return this instanceof Permitted;
    }

    /** Goes on when permitted; otherwise throws {@link ActRefused}, which the edge catches once and words. */
    default void orThrow() {
        if (this instanceof Refused(Reason reason)) {
            throw new ActRefused(reason);
        }
    }
}
