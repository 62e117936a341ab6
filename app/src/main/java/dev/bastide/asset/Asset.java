package dev.bastide.asset;

import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the company runs, with the person who answers for it.
 *
 * @param name unique among the living of its node
 * @param path the node's path and the name, such as {@code /shop/web/web-01}
 * @param owner who answers for it; of an unclaimed asset who answers for the range in which it turned up
 * @param customer whose it is, where it is not the company's own
 * @param site where it stands
 * @param sensitivity of a data set what it holds
 * @param endOfLife until when its maker stands behind it
 * @param expiresAt of a certificate when it ends
 * @param source what it came from: {@code person}, {@code host}, {@code scan}, {@code nmap} and the like
 * @param lastSeen when something last saw it; nothing while it only stands in the book
 * @param decideBy of an unclaimed asset until when somebody decides
 * @param mergedInto of one that was found to be another: that one
 */
public record Asset(
        AssetId id,
        AssetKind kind,
        String name,
        NodeId node,
        String path,
        PersonId owner,
        State state,
        Exposure exposure,
        @Nullable String customer,
        @Nullable UUID site,
        @Nullable Sensitivity sensitivity,
        @Nullable LocalDate endOfLife,
        @Nullable Instant expiresAt,
        String note,
        String source,
        Instant addedAt,
        Instant firstSeen,
        @Nullable Instant lastSeen,
        @Nullable Instant decideBy,
        @Nullable AssetId mergedInto) {

    /** Whether somebody answers for it. What is unclaimed is quarantined: no grant, no operation, no release. */
    public enum State {
        KNOWN,
        UNCLAIMED,
        RETIRED;

        /** The word used in the database and the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads that word. Throws {@link IllegalArgumentException} for any other. */
        public static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** Who can reach it: only from within, or anybody. */
    public enum Exposure {
        INTERNAL,
        PUBLIC;

        /** The word used in the database and the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads that word. Throws {@link IllegalArgumentException} for any other. */
        public static Exposure of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** How much harm it does when a data set gets out, in this order. */
    public enum Classification {
        PUBLIC,
        INTERNAL,
        CONFIDENTIAL,
        SECRET;

        /** The word used in the database and the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it is in use, claimed or not. */
    public boolean living() {
        return state != State.RETIRED;
    }
}
