package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.util.Objects;

/** Somebody became the founder: until others can decide, this person may prepare the installation. */
public record FounderNamed(PersonId person) {
    public FounderNamed {
        Objects.requireNonNull(person);
    }
}
