package dev.bastide.asset;

import dev.bastide.authority.AssetId;
import java.util.Locale;

/**
 * What became of a sighting.
 *
 * @param asset which asset it is
 * @param outcome how that was found
 * @param fresh whether it was never seen before
 * @param rule why: the keys it rests on, for the reader
 */
public record Reconciled(AssetId asset, Outcome outcome, boolean fresh, String rule) {

    /** How a sighting was matched. */
    public enum Outcome {
        /** It is one asset that the book has, claimed or still to be claimed. */
        KNOWN,
        /** Nothing in the book is it: an asset that nobody answers for yet. */
        UNCLAIMED,
        /** It showed that assets of the book are one; the others were merged into this one. */
        MERGED;

        /** The word used in the database and the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
