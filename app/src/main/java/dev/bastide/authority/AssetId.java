package dev.bastide.authority;

import java.util.Objects;
import java.util.UUID;

/** Identifies an asset: one identity for each thing the company runs. A host has the same id as its asset. */
public record AssetId(UUID value) {
    public AssetId {
        Objects.requireNonNull(value);
    }

    /** Reads the textual form of a UUID. Throws {@link IllegalArgumentException} when it is none. */
    public static AssetId of(String text) {
        return new AssetId(UUID.fromString(text));
    }

    /** The asset that a host is. */
    public static AssetId of(HostId host) {
        return new AssetId(host.value());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
