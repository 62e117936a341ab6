package dev.bastide.identity;

import java.util.Objects;
import java.util.UUID;

/** Identifies a team. */
public record TeamId(UUID value) {
    public TeamId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static TeamId of(String text) {
        return new TeamId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
