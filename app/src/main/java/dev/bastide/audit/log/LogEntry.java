package dev.bastide.audit.log;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.StoredRecord;
import java.nio.charset.StandardCharsets;
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
        byte[] content = bytes(stored.entry().content());
        return new LogEntry(stored.entry(), content, stored.id(), source, sourceSeq, loggedAt);
    }

    /** The same entry with content that is not, or not only, text. */
    public LogEntry withContent(byte[] raw) {
        return new LogEntry(record, raw, id, source, sourceSeq, loggedAt);
    }

    /** UTF-8; half of a surrogate pair, which has none, keeps its three bytes, so that nothing is lost. */
    private static byte[] bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
            return utf8;
        }
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(text.length() * 3);
        text.codePoints().forEach(code -> {
            if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
                out.write(0xe0 | code >> 12);
                out.write(0x80 | (code >> 6 & 0x3f));
                out.write(0x80 | (code & 0x3f));
            } else {
                out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }
}
