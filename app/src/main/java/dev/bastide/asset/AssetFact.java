package dev.bastide.asset;

import dev.bastide.authority.AssetId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Port: one of the facts that each asset should have, answered by the room that knows: measured, backed up and the like.
 * What nobody answers is unknown, never no. Source: seed 000 s3.3 (A92).
 */
public interface AssetFact {
    /** Which fact: {@code measured}, {@code backed-up}, {@code scanned}; the message {@code asset.fact.<name>} words it. */
    String name();

    /** Whether the fact concerns such an asset at all; a certificate is not backed up. */
    boolean concerns(AssetKind kind);

    /** How it stands with each of these; one that is left out is unknown. Asked for all at once. */
    Map<AssetId, Standing> of(Set<AssetId> assets);

    /** How a fact stands with one asset. */
    default Standing of(AssetId asset) {
        return of(Set.of(asset)).getOrDefault(asset, Standing.UNKNOWN);
    }

    /** Whether a fact holds. */
    enum Holds {
        YES,
        NO,
        UNKNOWN
    }

    /**
     * Whether a fact holds and since or at what time that was found.
     *
     * @param path where it is dealt with; may be empty
     */
    record Standing(Holds holds, @Nullable Instant at, String path) {
        /** Nobody knows. */
        public static final Standing UNKNOWN = new Standing(Holds.UNKNOWN, null, "");

        /** It holds, as was found then. */
        public static Standing yes(@Nullable Instant at) {
            return new Standing(Holds.YES, at, "");
        }

        /** It does not hold; the path leads to where it is mended. */
        public static Standing no(@Nullable Instant at, String path) {
            return new Standing(Holds.NO, at, path);
        }
    }
}
