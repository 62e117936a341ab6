package dev.bastide.ticket;

import java.util.List;
import java.util.Objects;

/**
 * Something a ticket is about, or that was done for it.
 *
 * @param kind one of {@link #KINDS}
 * @param object its id, as the room that owns it names it
 * @param label what people call it, at most 300 characters
 * @param path where it is shown, may be empty
 */
public record TicketLink(String kind, String object, String label, String path) {
    /** What may be linked. */
    public static final List<String> KINDS =
            List.of("alarm", "asset", "finding", "change", "session", "scan", "report", "ticket", "scheme");

    private static final int CHARACTERS_MAX = 300;

    public TicketLink {
        Objects.requireNonNull(path);
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("nothing of this kind is linked to a ticket: " + kind);
        }
        if (object.isBlank() || object.length() > CHARACTERS_MAX || label.isBlank()) {
            throw new IllegalArgumentException("a link names what it leads to");
        }
        label = label.length() <= CHARACTERS_MAX ? label : label.substring(0, CHARACTERS_MAX - 1) + "…";
    }

    /** Whether both lead to the same thing, whatever it is called. */
    boolean isAbout(TicketLink other) {
        return kind.equals(other.kind) && object.equals(other.object);
    }
}
