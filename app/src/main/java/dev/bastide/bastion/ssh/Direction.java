package dev.bastide.bastion.ssh;

/** Which way bytes of a session go. */
public enum Direction {
    /** From the person to the host. */
    INPUT,
    /** The host's standard output. */
    OUTPUT,
    /** The host's standard error. */
    ERROR
}
