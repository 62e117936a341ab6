package dev.bastide.notification;

import java.util.Objects;
import java.util.UUID;

/** Identifies what was told, whomever it was told to. */
public record NoticeId(UUID value) {
    public NoticeId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
