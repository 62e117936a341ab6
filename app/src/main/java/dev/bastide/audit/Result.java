package dev.bastide.audit;

/** The tenth field of a record: how the act ended. Source: seed 000 s4 (A114). */
public enum Result {
    DONE,
    REFUSED,
    FAILED,
    /** Announced, and its outcome was never seen. */
    UNKNOWN
}
