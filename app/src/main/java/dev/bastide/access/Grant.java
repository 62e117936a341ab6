package dev.bastide.access;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A role of a person on a node and all below, for at most three months, for the duty it was given for. There is no
 * renewal: when it ends it is asked for anew. Source: seed 000 s2.2 (A52).
 *
 * @param founding given by the founder, unapproved, on the list that others ratified
 * @param reason why it was asked for
 * @param endedReason why it counts no more before its time, or null
 * @param lastUsed when it last permitted something, or null
 * @param exception why its person's duty does not cover it, for a grant outside of the matrix; else null
 */
public record Grant(
        GrantId id,
        PersonId person,
        String personName,
        String role,
        NodeId node,
        Instant granted,
        Instant expires,
        boolean founding,
        String reason,
        @Nullable String endedReason,
        @Nullable Instant lastUsed,
        @Nullable String exception) {

    /** A right that nobody used for so long is flagged: it is probably not necessary. Source: seed 000 s2.2 (A51). */
    public static final Duration UNUSED = Duration.ofDays(30);

    /** An exception that nobody used for so long is flagged. Source: seed 000 s2.2 (A51). */
    public static final Duration EXCEPTION_UNUSED = Duration.ofDays(14);

    /** Whether it lies outside of what its person's duty needs. */
    public boolean isException() {
        return exception != null;
    }

    /** Whether it counts at this moment. */
    public boolean counts(Instant now) {
        return endedReason == null && now.isBefore(expires);
    }

    /** Whether it has lain unused for thirty days, an exception for fourteen. */
    public boolean unused(Instant now) {
        Instant since = lastUsed == null ? granted : lastUsed;
        return counts(now) && since.isBefore(now.minus(isException() ? EXCEPTION_UNUSED : UNUSED));
    }
}
