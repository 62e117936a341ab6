package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.Salts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A part of the log with a key of its own for the salts.
 *
 * @param first its first index, a multiple of 256
 * @param day of its first record
 * @param salts the salts of its records
 */
record Segment(long first, LocalDate day, Salts salts) {
    private static final int TILE = 256;

    /** Whether a new one begins with this record. It does so with a tile only, as that is what can be withheld. */
    boolean isOver(long index, Instant loggedAt, int recordsMax) {
        return endsTile(index) && (index - first >= recordsMax || day(loggedAt).isAfter(day));
    }

    /** Whether a new one may begin with this record. */
    boolean endsTile(long index) {
        return index % TILE == 0 && index > first;
    }

    static LocalDate day(Instant loggedAt) {
        return LocalDate.ofInstant(loggedAt, ZoneOffset.UTC);
    }
}
