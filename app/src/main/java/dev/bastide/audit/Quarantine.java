package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The gate for records of other systems: a whole one is appended, an incomplete one is kept apart, sealed, and
 * counted by its source, never dropped and never mended by guessing. Source: seed 000 s4 (A114).
 */
@Service
public class Quarantine {
    private final JdbcClient jdbc;
    private final RecordCipher cipher;
    private final AuditLog audit;

    Quarantine(JdbcClient jdbc, RecordCipher cipher, AuditLog audit) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.audit = audit;
    }

    /** How many incomplete records a source has sent. */
    public record Held(String source, long count) {}

    /** Takes what a source sent. True when it was whole and is now in the record. */
    @Transactional
    public boolean receive(Received received) {
        List<String> problems = received.problems();
        if (problems.isEmpty()) {
            audit.append(received.toRecord().orElseThrow());
            return true;
        }
        RecordCipher.Sealed sealed = cipher.sealRaw(received.raw());
        jdbc.sql("""
                insert into audit.quarantine (source, problems, key_id, record_id, payload)
                values (:source, :problems, :key, :id, :payload)
                """)
                .param("source", received.source())
                .param("problems", problems.toArray(String[]::new))
                .param("key", sealed.keyId())
                .param("id", sealed.recordId())
                .param("payload", sealed.payload())
                .update();
        return false;
    }

    /** What is held, by source. */
    public List<Held> counts() {
        return jdbc.sql("""
                select source, count(*) as held
                from audit.quarantine
                group by source
                order by source
                """)
                .query((row, number) -> new Held(row.getString("source"), row.getLong("held")))
                .list();
    }
}
