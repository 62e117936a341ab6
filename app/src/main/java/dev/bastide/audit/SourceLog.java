package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Records of other systems, numbered by their source from 1: what is sent twice is written once, and a number that never
 * comes is declared missing by the log itself. What cannot be a record is held, sealed, and counted. Source: seed 000 s4
 * (A114).
 */
@Service
public class SourceLog {
    /** What is held of one record at most. */
    public static final int HELD_BYTES_MAX = 200_000;

    private final JdbcClient jdbc;
    private final RecordCipher cipher;

    SourceLog(JdbcClient jdbc, RecordCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    /**
     * One record of a source.
     *
     * @param number the source's own, from 1
     * @param content its content byte by byte, or null where it is the entry's own
     */
    public record Numbered(long number, AuditRecord entry, byte @Nullable [] content) {}

    /** Writes them in the caller's transaction. Throws {@link IllegalStateException} when there is none. */
    public void append(String source, List<Numbered> records) {
        requireTransaction();
        int count = records.size();
        Long[] numbers = new Long[count];
        UUID[] keys = new UUID[count];
        UUID[] ids = new UUID[count];
        byte[][] payloads = new byte[count][];
        for (int i = 0; i < count; i++) {
            Numbered record = records.get(i);
            RecordCipher.Sealed sealed = cipher.sealHere(record.entry(), record.content());
            numbers[i] = record.number();
            keys[i] = sealed.keyId();
            ids[i] = sealed.recordId();
            payloads[i] = sealed.payload();
        }
        jdbc.sql("""
                insert into audit.inbox (source, source_seq, key_id, record_id, payload)
                select :source, sent.number, sent.key, sent.id, sent.payload
                from unnest(:numbers, :keys, :ids, :payloads) as sent (number, key, id, payload)
                order by sent.number
                """)
                .param("source", source)
                .param("numbers", numbers)
                .param("keys", keys)
                .param("ids", ids)
                .param("payloads", payloads)
                .update();
    }

    /** Holds what cannot be a record, byte by byte, in the caller's transaction. */
    public void hold(String source, List<String> problems, byte[] raw) {
        requireTransaction();
        RecordCipher.Sealed sealed = cipher.sealRaw(raw);
        jdbc.sql("""
                insert into audit.quarantine (source, problems, key_id, record_id, payload)
                values (:source, :problems, :key, :id, :payload)
                """)
                .param("source", source)
                .param("problems", problems.toArray(String[]::new))
                .param("key", sealed.keyId())
                .param("id", sealed.recordId())
                .param("payload", sealed.payload())
                .update();
    }

    /** The number that the log expects next of this source: all before it are in the log, or declared missing there. */
    public Optional<Long> next(String source) {
        return jdbc.sql("select next from audit.log_source where source = ? order by log desc limit 1")
                .param(source)
                .query(Long.class)
                .optional();
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("records of a source are written with its numbers");
        }
    }
}
