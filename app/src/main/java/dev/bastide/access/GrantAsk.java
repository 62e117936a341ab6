package dev.bastide.access;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.util.Objects;

/**
 * A request for a grant.
 *
 * @param person who is to have it
 * @param role one the person's duty may be granted
 * @param node where, with all below
 * @param length for how long; whole days, at most three months
 * @param reason why it is needed, at least ten characters
 */
public record GrantAsk(PersonId person, String role, NodeId node, Duration length, String reason) {

    /** Three months are at most so many days; the calendar decides about the last ones. */
    public static final int DAYS_MAX = 92;

    private static final int REASON_CHARACTERS_MIN = 10;
    private static final int REASON_CHARACTERS_MAX = 2_000;

    public GrantAsk {
        Objects.requireNonNull(person);
        Objects.requireNonNull(role);
        Objects.requireNonNull(node);
        reason = reason.strip();
    }

    /** Whole days, as stored. */
    int days() {
        return (int) Math.min(length.toDays(), Integer.MAX_VALUE);
    }

    boolean lengthFits() {
        return days() >= 1 && days() <= DAYS_MAX;
    }

    boolean reasonFits() {
        return reason.length() >= REASON_CHARACTERS_MIN && reason.length() <= REASON_CHARACTERS_MAX;
    }
}
