package dev.bastide.authority;

import java.util.Objects;
import java.util.UUID;

/** Identifies a permit: an approved operation in its window. */
public record PermitId(UUID value) {
    public PermitId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static PermitId of(String text) {
        return new PermitId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
