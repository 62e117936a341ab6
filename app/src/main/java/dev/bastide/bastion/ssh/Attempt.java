package dev.bastide.bastion.ssh;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A channel that a visitor asks to open; the decision is asked for every one, also on a connection that lives already.
 *
 * @param channel names this attempt
 * @param command the exact line of an exec, the name of a subsystem, or empty for a shell
 * @param terminal the terminal that was asked for; null without one (scp, rsync, ansible)
 */
public record Attempt(
        UUID channel,
        Visitor visitor,
        Kind kind,
        String command,
        @Nullable Terminal terminal) {
    /** What is to run on the host. */
    public enum Kind {
        SHELL,
        EXEC,
        SUBSYSTEM
    }

    /** A pty as the client described it. */
    public record Terminal(String type, int columns, int rows) {}

    /** Whether a person sits there who can answer a question. */
    public boolean interactive() {
        return terminal != null && kind != Kind.SUBSYSTEM;
    }
}
