package dev.bastide.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A record with its place.
 *
 * @param position where it stands, as {@link RecordPlace} has it; higher is later, gaps mean nothing
 * @param id names it for ever
 * @param receivedAt when the database took it, and the log where it has a place there
 * @param entry the record itself
 */
public record StoredRecord(long position, UUID id, Instant receivedAt, AuditRecord entry) {
    public StoredRecord {
        Objects.requireNonNull(id);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(entry);
    }
}
