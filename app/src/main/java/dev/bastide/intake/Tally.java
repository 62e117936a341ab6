package dev.bastide.intake;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of one stream of a source. What was received is recorded or held in quarantine, always; the database keeps the
 * sum.
 *
 * @param next the number that the next record gets
 * @param partial recorded with a field that nobody said
 * @param lost came, and could not be taken: a datagram for which there was no room
 * @param missing numbers that the sender passed over and that have not come since
 * @param repeated sent again, answered again, and not written twice
 */
public record Tally(
        Stream stream,
        long next,
        long received,
        long recorded,
        long partial,
        long quarantined,
        long lost,
        long missing,
        long repeated,
        @Nullable Instant lastAt) {

    /** Who numbers the records: this program, or the sender. */
    public enum Stream {
        OWN,
        SENT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nothing yet. */
    static Tally none(Stream stream) {
        return new Tally(stream, 1, 0, 0, 0, 0, 0, 0, 0, null);
    }

    /** Both streams of a source together. */
    Tally plus(Tally other) {
        Instant mine = lastAt;
        Instant theirs = other.lastAt;
        return new Tally(
                stream,
                next,
                received + other.received,
                recorded + other.recorded,
                partial + other.partial,
                quarantined + other.quarantined,
                lost + other.lost,
                missing + other.missing,
                repeated + other.repeated,
                mine == null || (theirs != null && theirs.isAfter(mine)) ? theirs : mine);
    }

    /** Whether all that was ever sent, as far as this side can know, is recorded or held. */
    boolean isWhole() {
        return lost == 0 && missing == 0;
    }
}
