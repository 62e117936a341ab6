package dev.bastide.alarm;

import java.util.Objects;
import java.util.UUID;

/** Identifies an alarm. */
public record AlarmId(UUID value) {
    public AlarmId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
