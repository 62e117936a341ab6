package dev.bastide.bastion.ssh;

/** How a session ended. */
public sealed interface Exit {
    /** The program on the host ended with this code. */
    record Status(int code) implements Exit {}

    /** The program on the host was killed by this signal, without the {@code SIG}. */
    record Signalled(String signal) implements Exit {}

    /** The session was cut before the program said how it ended: revoked, lost, left. */
    record Cut(String reason) implements Exit {}

    /** Nothing was sent to the host. */
    record NotStarted(Refusal why) implements Exit {}
}
