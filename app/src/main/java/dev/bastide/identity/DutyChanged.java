package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.util.Objects;

/** This person's duty ended, with or without a new one: whatever is live and tied to the old one has to end now. (A53) */
public record DutyChanged(PersonId person) {
    public DutyChanged {
        Objects.requireNonNull(person);
    }
}
