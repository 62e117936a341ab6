package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The record without the rest of the program, for benches. */
public final class AuditLogs {
    private AuditLogs() {}

    public static AuditLog of(DataSource source, RecordCipher cipher, Path home) {
        return new AuditLog(JdbcClient.create(source), source, cipher, new Spool(home.resolve("spool")));
    }
}
