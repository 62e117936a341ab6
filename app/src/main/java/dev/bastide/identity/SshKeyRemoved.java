package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.util.Objects;

/** A key of this person opens nothing any more: what it opened has to end now. */
public record SshKeyRemoved(PersonId person) {
    public SshKeyRemoved {
        Objects.requireNonNull(person);
    }
}
