package dev.bastide.audit.sequencer;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sealed record as it lies in the inbox.
 *
 * @param id its place there
 * @param xid the transaction that wrote it
 * @param recordId names the record for ever
 * @param receivedAt when the database took it
 * @param source who sent it
 * @param sourceSeq the source's own number of it
 * @param keyId the key it is sealed under
 * @param payload the sealed bytes
 */
record InboxRow(
        long id,
        long xid,
        UUID recordId,
        Instant receivedAt,
        String source,
        @Nullable Long sourceSeq,
        UUID keyId,
        byte[] payload) {}
