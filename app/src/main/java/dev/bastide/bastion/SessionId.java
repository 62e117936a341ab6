package dev.bastide.bastion;

import java.util.Objects;
import java.util.UUID;

/** Identifies one session on one host, and its recording. */
public record SessionId(UUID value) {
    public SessionId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static SessionId of(String text) {
        return new SessionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
