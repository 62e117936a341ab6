package dev.bastide.access.rights;

/**
 * One grant, looked at for a question.
 *
 * @param grant the grant
 * @param verdict what it says to the question
 */
public record Considered(HeldGrant grant, Verdict verdict) {

    /** Why a grant permits, or does not. */
    public enum Verdict {
        PERMITS,
        /** Its role does not carry the action. */
        OTHER_ACTION,
        /** Its node is not on the path. */
        ELSEWHERE,
        /** A node in between stops inheritance. */
        STOPPED,
        /** The duty carries the role off production only. */
        NOT_PRODUCTION,
        EXPIRED,
        ENDED,
        DUTY_ENDED,
        DISABLED
    }
}
