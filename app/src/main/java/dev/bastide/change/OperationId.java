package dev.bastide.change;

import java.util.Objects;
import java.util.UUID;

/** Identifies an operation; people call it by its number, such as {@code OP-000123}. */
public record OperationId(UUID value) {
    public OperationId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
