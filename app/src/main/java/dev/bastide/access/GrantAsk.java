package dev.bastide.access;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request for a grant.
 *
 * @param person who is to have it
 * @param role one the person's duty may be granted, or by exception another
 * @param node where, with all below
 * @param length for how long; whole days, at most three months
 * @param reason why it is needed, at least ten characters
 * @param exception why the duty does not cover it, at least ten characters; null when it is no exception
 */
public record GrantAsk(
        PersonId person,
        String role,
        NodeId node,
        Duration length,
        String reason,
        @Nullable String exception) {

    /** Three months are at most so many days; the calendar decides about the last ones. */
    public static final int DAYS_MAX = 92;

    /** How long an exception lasts at most. Source: seed 000 s2.2 (A51). */
    public static final int EXCEPTION_DAYS_MAX = 30;

    private static final int REASON_CHARACTERS_MIN = 10;
    private static final int REASON_CHARACTERS_MAX = 2_000;

    public GrantAsk {
        Objects.requireNonNull(person);
        Objects.requireNonNull(role);
        Objects.requireNonNull(node);
        reason = reason.strip();
        exception = exception == null ? null : exception.strip();
    }

    /** A request for what the duty needs. */
    public GrantAsk(PersonId person, String role, NodeId node, Duration length, String reason) {
        this(person, role, node, length, reason, null);
    }

    /** The same asked for as an exception. */
    public GrantAsk asException(String why) {
        return new GrantAsk(person, role, node, length, reason, why);
    }

    boolean isException() {
        return exception != null;
    }

    /** Whole days, as stored. */
    int days() {
        return (int) Math.min(length.toDays(), Integer.MAX_VALUE);
    }

    boolean lengthFits() {
        return days() >= 1 && days() <= DAYS_MAX;
    }

    boolean reasonFits() {
        return fits(reason);
    }

    boolean exceptionFits() {
        return exception != null && fits(exception);
    }

    private static boolean fits(String text) {
        return text.length() >= REASON_CHARACTERS_MIN && text.length() <= REASON_CHARACTERS_MAX;
    }
}
