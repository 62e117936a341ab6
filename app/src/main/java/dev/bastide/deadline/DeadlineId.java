package dev.bastide.deadline;

import java.util.Objects;
import java.util.UUID;

/** Identifies a deadline. */
public record DeadlineId(UUID value) {
    public DeadlineId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
