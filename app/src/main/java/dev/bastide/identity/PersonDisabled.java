package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.util.Objects;

/** This person may nothing any more: whatever is live has to end now. (A53) */
public record PersonDisabled(PersonId person) {
    public PersonDisabled {
        Objects.requireNonNull(person);
    }
}
