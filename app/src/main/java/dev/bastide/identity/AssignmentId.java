package dev.bastide.identity;

import java.util.Objects;
import java.util.UUID;

/** Identifies one duty assignment: one person, one duty, from a day until it ends. */
public record AssignmentId(UUID value) {
    public AssignmentId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static AssignmentId of(String text) {
        return new AssignmentId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
