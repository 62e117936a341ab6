package dev.bastide.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The one verb of the record. {@link #append} stands or falls with the caller's transaction: no record, no act.
 * {@link #appendNow} commits by itself, for refusals, which must survive the rollback they cause. Source: seed 000 s4
 * (A111, A114).
 */
@Service
public class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final String INSERT = "insert into audit.inbox (key_id, payload) values (?, ?)";

    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final RecordCipher cipher;
    private final AtomicLong unrecorded = new AtomicLong();

    AuditLog(JdbcClient jdbc, DataSource dataSource, RecordCipher cipher) {
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.cipher = cipher;
    }

    /**
     * Writes the record in the caller's transaction. Throws {@link IllegalStateException} when there is none, and
     * lets a database failure through, so that an act that cannot be recorded does not happen.
     */
    public void append(AuditRecord entry) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a record is appended in the transaction of its act: " + entry.operation());
        }
        RecordCipher.Sealed sealed = cipher.seal(entry);
        jdbc.sql(INSERT).param(sealed.keyId()).param(sealed.payload()).update();
    }

    /**
     * Writes the record on a connection of its own, committed at once. The refusal it tells of stands even when it
     * cannot be written; it is then counted.
     */
    public void appendNow(AuditRecord entry) {
        try {
            RecordCipher.Sealed sealed = cipher.seal(entry);
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                connection.setAutoCommit(true);
                insert.setObject(1, sealed.keyId());
                insert.setBytes(2, sealed.payload());
                insert.executeUpdate();
            }
        } catch (SQLException | RuntimeException e) {
            unrecorded.incrementAndGet();
            LOG.error("A refusal stands but could not be recorded: {}", entry.operation(), e);
        }
    }

    /** How many refusals since start could not be recorded. */
    public long unrecorded() {
        return unrecorded.get();
    }
}
