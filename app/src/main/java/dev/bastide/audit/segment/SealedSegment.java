package dev.bastide.audit.segment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A segment that lies safe on the disk and was read again, record by record.
 *
 * @param range its records
 * @param subtrees the fewest full subtrees of the log's tree that cover the range; one, where it is 2^k records aligned
 * @param sha256 of the file
 * @param keyId the data key
 * @param earliest the least {@code time} of its records
 * @param latest the greatest {@code time} of its records
 * @param bytes of the file
 */
public record SealedSegment(
        SegmentRange range,
        List<Subtree> subtrees,
        byte[] sha256,
        UUID keyId,
        Instant earliest,
        Instant latest,
        long bytes) {
    public SealedSegment {
        subtrees = List.copyOf(subtrees);
    }
}
