package dev.bastide.access;

import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import java.util.Objects;

/** A permit was issued; who waits at the door may come in when its window opens. */
public record PermitIssued(PermitId permit, PersonId executor) {
    public PermitIssued {
        Objects.requireNonNull(permit);
        Objects.requireNonNull(executor);
    }
}
