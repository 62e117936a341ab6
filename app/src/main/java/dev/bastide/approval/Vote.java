package dev.bastide.approval;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One written vote.
 *
 * @param verdict {@code yes}, {@code no} or {@code taken-back}
 * @param asHead whether the voter was the node's head, computed at that moment
 */
record Vote(PersonId voter, String verdict, String evaluation, String shownHash, boolean asHead, Instant votedAt) {
    static final String YES = "yes";
    static final String NO = "no";
    static final String TAKEN_BACK = "taken-back";

    Vote {
        // As the database keeps it, so that its mark is still right when it is read again.
        votedAt = votedAt.truncatedTo(ChronoUnit.MICROS);
    }

    boolean isYes() {
        return verdict.equals(YES);
    }
}
