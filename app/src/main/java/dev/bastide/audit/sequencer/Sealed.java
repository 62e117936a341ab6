package dev.bastide.audit.sequencer;

import dev.bastide.audit.segment.SegmentRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A part of a log that lies in a file, as its row tells.
 *
 * @param log number of the log
 * @param origin its name
 * @param keyId names the key of the file
 * @param sha256 of the file
 * @param bytes of the file
 * @param roots the hashes of the full subtrees that make up the range, one after the other
 * @param time when its records happened
 * @param logged when its records were logged
 * @param ids the least and the greatest name of a record in it
 * @param unreadable how many of its records say that they could not be opened
 * @param mark of all this
 * @param dropped when its file and its key were destroyed, if they were
 */
record Sealed(
        int log,
        String origin,
        SegmentRange range,
        UUID keyId,
        byte[] sha256,
        long bytes,
        byte[] roots,
        Span time,
        Span logged,
        Ids ids,
        long unreadable,
        byte[] mark,
        Optional<Instant> dropped) {

    /** From the first to the last of some times. */
    record Span(Instant from, Instant to) {}

    /** From the least to the greatest of some names, as the database orders them. */
    record Ids(UUID least, UUID greatest) {
        /** Whether a record of this name may be among them. */
        boolean mayHave(UUID id) {
            return compare(least, id) <= 0 && compare(id, greatest) <= 0;
        }

        /** Byte by byte, as the database compares them; Java's own order has signs. */
        static int compare(UUID one, UUID other) {
            int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
        }
    }

    /** What the mark is made of. */
    List<Object> marked() {
        return List.of(
                (long) log,
                range.from(),
                range.to(),
                keyId,
                sha256,
                bytes,
                roots,
                time.from(),
                time.to(),
                logged.from(),
                logged.to(),
                ids.least(),
                ids.greatest(),
                unreadable);
    }

    /** The heights of the full subtrees that make up the range, in order. */
    static List<Integer> levels(SegmentRange range) {
        List<Integer> levels = new ArrayList<>();
        long at = range.from();
        while (at < range.to()) {
            int level = at == 0 ? Long.SIZE - 2 : Long.numberOfTrailingZeros(at);
            while (1L << level > range.to() - at) {
                level--;
            }
            levels.add(level);
            at += 1L << level;
        }
        return levels;
    }
}
