package dev.bastide.notification;

import java.util.Objects;
import java.util.UUID;

/** Identifies one mail to one person. */
record DeliveryId(UUID value) {
    DeliveryId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
