package dev.bastide.authority;

import java.util.Objects;
import java.util.UUID;

/** Identifies a node of the service tree. */
public record NodeId(UUID value) {
    public NodeId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static NodeId of(String text) {
        return new NodeId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
