package dev.bastide.notification;

/** What became of a try to send a letter, with the words of the server. */
sealed interface Posted {

    /** The server's words. */
    String reply();

    /** The server took it. A report may still come back. */
    record Accepted(String reply) implements Posted {}

    /** Not now: the server is away, busy, or refuses for a reason that may pass. */
    record Later(String reply) implements Posted {}

    /** There is no such address. */
    record NoSuchAddress(String reply) implements Posted {}
}
