package dev.bastide.authority;

/** The door through which an act came in; the eighth of the ten fields of a record. Source: seed 000 s4 (A114). */
public enum AccessMethod {
    /** The web console. */
    CONSOLE,
    /** The JSON interface, with a token. */
    API,
    /** The bastion's SSH port. */
    SSH,
    /** Work the program does by itself: a schedule, the runner, start-up. */
    JOB,
    /** A command run on the server itself, in its home folder. */
    LOCAL,
    /** The database itself, past this program: nobody here was asked. */
    SQL,
    /** The log of another system did not say. */
    UNKNOWN
}
