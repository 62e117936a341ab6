package dev.bastide.asset;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That something was seen: by a scan, in a file of leases, in a report, in somebody's log.
 *
 * @param kind what it seems to be; what is already known keeps the kind it has
 * @param name what it calls itself or where it was seen; only used where it is new
 * @param keys by what it can be known again; at least one
 * @param site where it was seen, if that is known; otherwise found by its addresses
 * @param exposure whether it was seen from outside
 * @param expiresAt of a certificate when it ends
 * @param at when it was seen
 */
public record Sighting(
        AssetKind kind,
        String name,
        List<AssetKey> keys,
        @Nullable UUID site,
        Asset.Exposure exposure,
        @Nullable Instant expiresAt,
        Instant at) {
    /** Copies the keys. Throws {@link IllegalArgumentException} where there is none or the name is none. */
    public Sighting {
        keys = keys.stream().distinct().toList();
        name = name.strip();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("what has no key cannot be known again");
        }
        if (!NewAsset.isName(name)) {
            throw new IllegalArgumentException("not a usable name of an asset");
        }
    }

    /** A machine seen from within, at a site that its addresses tell. */
    public static Sighting machine(String name, List<AssetKey> keys, Instant at) {
        return new Sighting(AssetKind.HOST, name, keys, null, Asset.Exposure.INTERNAL, null, at);
    }
}
