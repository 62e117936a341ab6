package dev.bastide.asset;

import dev.bastide.authority.AssetId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that an asset shows to the net has changed.
 *
 * @param kind of change
 * @param protocol {@code tcp} or {@code udp}
 * @param was what was there before; null where nothing was
 * @param now what is there now; null where nothing is
 * @param approved whether an approved change explains it; null where nobody was asked
 */
public record SurfaceChange(
        AssetId asset,
        Kind kind,
        String protocol,
        int port,
        @Nullable String was,
        @Nullable String now,
        @Nullable Boolean approved,
        Instant at) {
    /** What can change on a port. */
    public enum Kind {
        /** It answers and did not. */
        PORT_NEW,
        /** It shows another certificate. */
        CERTIFICATE_NEW,
        /** It says something else of itself. */
        BANNER_CHANGED,
        /** It answered and does not. */
        SERVICE_GONE;

        /** The word used in the database. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
