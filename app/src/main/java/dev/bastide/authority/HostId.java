package dev.bastide.authority;

import java.util.Objects;
import java.util.UUID;

/** Identifies a host (machine or network device) in the inventory. */
public record HostId(UUID value) {
    public HostId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static HostId of(String text) {
        return new HostId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
