package dev.bastide.ticket;

import java.util.Objects;
import java.util.UUID;

/** Identifies a ticket. */
public record TicketId(UUID value) {
    public TicketId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static TicketId of(String text) {
        return new TicketId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
