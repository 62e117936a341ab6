package dev.bastide.access;

import dev.bastide.authority.Reason;

/** How a wish for a permission stands to the matrix of duties, before it is asked for. */
sealed interface GrantFit {

    /** Not enough is chosen yet to tell. */
    record Unsaid() implements GrantFit {}

    /** The duty may be granted the role there. */
    record ByDuty(String duty, String role, String path) implements GrantFit {}

    /**
     * The duty does not cover it: for thirty days at most, with a reason of its own.
     *
     * @param officers the names of those one of whom has to agree beside the head
     */
    record ByException(String duty, String role, String path, String officers) implements GrantFit {}

    /** Nobody could agree to it. */
    record Never(Reason why) implements GrantFit {}
}
