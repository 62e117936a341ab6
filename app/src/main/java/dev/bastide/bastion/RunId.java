package dev.bastide.bastion;

import java.util.Objects;
import java.util.UUID;

/** Identifies a run of steps by Bastide itself. */
public record RunId(UUID value) {
    public RunId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
