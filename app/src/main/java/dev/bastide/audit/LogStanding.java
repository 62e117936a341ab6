package dev.bastide.audit;

import dev.bastide.authority.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the log that proves itself stands, as the page of its health shows it.
 *
 * @param role what this program does for it
 * @param refusal why nothing is signed, where it refuses
 * @param head the last checkpoint; empty before the log begins
 * @param waiting records of the inbox without a place yet, counted up to {@link #WAITING_MAX}
 * @param lag for how long the oldest of them waits
 * @param unreadable records that could not be opened, whose places say so
 * @param repeats what sources sent again, and is not written twice
 * @param segments what lies in sealed segments
 * @param check the last comparison of log, inbox and segments
 */
public record LogStanding(
        Role role,
        Optional<Reason> refusal,
        Optional<SignedHead> head,
        long waiting,
        Duration lag,
        long unreadable,
        long repeats,
        Segments segments,
        Optional<Check> check) {

    /** More are not counted. */
    public static final int WAITING_MAX = 100_000;

    /**
     * The sealed part.
     *
     * @param count how many segments
     * @param records in them
     * @param bytes of their files, without the indexes beside them
     * @param problem why the next one could not be sealed, where this program leads and failed
     * @param forecast what room it will need; nothing before something is sealed
     */
    public record Segments(
            long count, long records, long bytes, Optional<String> problem, Optional<Forecast> forecast) {}

    /**
     * The room that the sealed record will need, as the last thirty days were.
     *
     * @param bytesADay how much a day adds
     * @param bytes how much there will be when as much is dropped as is added
     * @param free how much the disk has left
     * @param kept how long records are kept
     */
    public record Forecast(long bytesADay, long bytes, long free, Duration kept) {
        /** Whether the disk is full before anything is dropped. */
        public boolean isTooMuch(long there) {
            return bytes - there > free;
        }
    }

    /**
     * A hold that was not released: its segment, and what follows it, is not dropped.
     *
     * @param first the first record of the segment
     * @param past the one after its last; nothing while it is not sealed
     */
    public record Hold(long id, int log, long first, Optional<Long> past, String reason, Instant heldAt) {}

    /** What this program does for the log. */
    public enum Role {
        LEADS,
        FOLLOWS,
        REFUSES,
        FAILS
    }

    /**
     * The log as it was signed last.
     *
     * @param origin its name
     * @param size how many records
     * @param root of their tree, in base64
     * @param signedAt when
     * @param note the checkpoint, to be kept elsewhere
     * @param verifierKey the public key, as a verifier takes it
     * @param fingerprint of that key, to be compared by telephone
     */
    public record SignedHead(
            String origin,
            long size,
            String root,
            Instant signedAt,
            String note,
            String verifierKey,
            String fingerprint) {}

    /**
     * What a comparison of log and inbox found.
     *
     * @param checkedAt when
     * @param size how many records were compared
     * @param finding what is wrong first, empty where nothing is
     */
    public record Check(Instant checkedAt, long size, Optional<Finding> finding) {}

    /**
     * Something that is not as it was signed.
     *
     * @param index the record it is about, or -1
     * @param words what is wrong
     */
    public record Finding(long index, String words) {}

    /** Whether records wait so long that somebody should look. */
    public boolean late() {
        return lag.compareTo(Duration.ofMinutes(10)) > 0;
    }
}
