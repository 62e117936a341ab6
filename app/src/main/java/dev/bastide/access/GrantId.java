package dev.bastide.access;

import java.util.Objects;
import java.util.UUID;

/** Identifies a grant. */
public record GrantId(UUID value) {
    public GrantId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static GrantId of(String text) {
        return new GrantId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
