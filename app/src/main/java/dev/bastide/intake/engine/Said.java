package dev.bastide.intake.engine;

/** What a foreign record may say of itself beside its time and its content. All of it is a claim. */
public enum Said {
    /** What was done, in the sender's words. */
    OPERATION,
    /** The login or id of who did it. */
    USER,
    /** The group of that user. */
    GROUP,
    /** The address from where it was done. */
    ADDRESS,
    /** The name or address of the machine on which it was done. */
    HOST,
    /** The door: console, api, ssh, job, local. */
    METHOD,
    /** How it ended: done, refused, failed. */
    RESULT,
    /** The family of events: see {@link EventFamily}. */
    FAMILY
}
