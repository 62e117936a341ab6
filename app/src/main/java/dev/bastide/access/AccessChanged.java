package dev.bastide.access;

import dev.bastide.authority.PersonId;
import java.util.Objects;

/** This person's rights have changed, up or down: whatever is live is to be asked for anew. */
public record AccessChanged(PersonId person) {
    public AccessChanged {
        Objects.requireNonNull(person);
    }
}
