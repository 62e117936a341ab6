package dev.bastide.authority;

import java.util.Objects;
import java.util.UUID;

/** Identifies a human being, however many logins that person has. */
public record PersonId(UUID value) {
    public PersonId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static PersonId of(String text) {
        return new PersonId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
