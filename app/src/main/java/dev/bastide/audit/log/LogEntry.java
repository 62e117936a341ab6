package dev.bastide.audit.log;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.StoredRecord;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record with its place in the log.
 *
 * @param record the ten fields and what locates them; its content is that of {@code content}, if that is text
 * @param content the content, byte by byte as it came
 * @param id names the record for ever
 * @param source who wrote it
 * @param sourceSeq the source's own number of it, from 1 without gaps, or null where the source numbers none
 * @param loggedAt when the log took it, never before the record before it
 */
public record LogEntry(
        AuditRecord record,
        byte[] content,
        UUID id,
        String source,
        @Nullable Long sourceSeq,
        Instant loggedAt) {
    public LogEntry {
        if (source.isEmpty() || (sourceSeq != null && sourceSeq < 1)) {
            throw new IllegalArgumentException("a source has a name, and numbers from 1");
        }
    }

    /** What the inbox holds, put into the log now. */
    public static LogEntry of(StoredRecord stored, String source, @Nullable Long sourceSeq, Instant loggedAt) {
        byte[] content = TextBytes.of(stored.entry().content());
        return new LogEntry(stored.entry(), content, stored.id(), source, sourceSeq, loggedAt);
    }

    /** The same entry with content that is not, or not only, text. */
    public LogEntry withContent(byte[] raw) {
        return new LogEntry(record, raw, id, source, sourceSeq, loggedAt);
    }
}
