package dev.bastide.approval;

import dev.bastide.authority.PersonId;
import java.time.Instant;

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

    boolean isYes() {
        return verdict.equals(YES);
    }
}
