package dev.bastide.job;

import java.util.Objects;
import java.util.UUID;

/** Identifies an announced effect. */
public record IntentId(UUID value) {
    public IntentId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
