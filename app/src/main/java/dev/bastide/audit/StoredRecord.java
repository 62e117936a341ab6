package dev.bastide.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A record with its place in the inbox.
 *
 * @param position where it lies; higher is later, gaps mean nothing
 * @param id names it for ever
 * @param receivedAt when the database took it
 * @param entry the record itself
 */
public record StoredRecord(long position, UUID id, Instant receivedAt, AuditRecord entry) {
    public StoredRecord {
        Objects.requireNonNull(id);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(entry);
    }
}
