package dev.bastide.authority;

/** Carries a refusal from the rule to the edge, where it is recorded and worded once. */
public final class ActRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public ActRefused(Reason reason) {
        super(reason.key());
        this.reason = reason;
    }

    /** Why, and what to do. */
    public Reason reason() {
        return reason;
    }
}
