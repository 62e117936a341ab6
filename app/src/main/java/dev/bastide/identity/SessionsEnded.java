package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.util.Objects;

/** This person's web sessions and tokens have ended, for another reason than a change of duty. */
public record SessionsEnded(PersonId person) {
    public SessionsEnded {
        Objects.requireNonNull(person);
    }
}
