package dev.bastide.access;

import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import java.util.Objects;

/** A permit has ended, by its window or by a person: sessions that rest on it have to end now. */
public record PermitEnded(PermitId permit, PersonId executor) {
    public PermitEnded {
        Objects.requireNonNull(permit);
        Objects.requireNonNull(executor);
    }
}
