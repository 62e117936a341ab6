package dev.bastide.bastion;

import java.util.Locale;
import java.util.Optional;

/**
 * A command that a recording tells of, with how far that can be trusted.
 *
 * @param text the line
 * @param position where in the recording
 * @param atMicros when, since the recording began
 */
public record CommandSeen(Level level, String text, long position, long atMicros) {
    private static final String MARK = "command ";

    /** What a command line was read from. Source: the witnesses of a session, the exact first. */
    public enum Level {
        /** The exact line of an exec request or the name of a subsystem. */
        L0,
        /** Assembled from the keys that the terminal echoed; blind for history, completion and editing. */
        L1
    }

    /** The text of the marker in a recording. */
    public String marker() {
        return MARK + level.name().toLowerCase(Locale.ROOT) + " " + text;
    }

    /** Reads a marker; empty when it is one of another sort. */
    public static Optional<CommandSeen> of(String marker, long position, long atMicros) {
        for (Level level : Level.values()) {
            String start = MARK + level.name().toLowerCase(Locale.ROOT) + " ";
            if (marker.startsWith(start)) {
                return Optional.of(new CommandSeen(level, marker.substring(start.length()), position, atMicros));
            }
        }
        return Optional.empty();
    }
}
