package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
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

    /** How many refusals wait in memory while neither the database nor the disk takes them. */
    static final int HELD_MAX = 10_000;

    /** After a failure refusals go straight to the spool for so long, instead of waiting for a connection each. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final String INSERT = "insert into audit.inbox (key_id, record_id, payload) values (?, ?, ?)";

    private static final String INSERT_KEY = """
            insert into audit.data_key (id, wrapped, created_at)
            values (?, ?, clock_timestamp())
            on conflict do nothing
            """;

    private static final String INSERT_ONCE = """
            insert into audit.inbox (source, key_id, record_id, payload)
            select 'spool', k.key_id, k.record_id, k.payload
            from (values (?::uuid, ?::uuid, ?::bytea)) as k (key_id, record_id, payload)
            where not exists (select from audit.inbox as i where i.record_id = k.record_id)
            """;

    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final RecordCipher cipher;
    private final Spool spool;
    private final Deque<Spool.Frame> held = new ConcurrentLinkedDeque<>();
    private final AtomicLong unrecorded = new AtomicLong();
    private final AtomicLong spooled = new AtomicLong();
    private final AtomicLong awayUntilNanos = new AtomicLong(System.nanoTime());

    AuditLog(JdbcClient jdbc, DataSource dataSource, RecordCipher cipher, Spool spool) {
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.cipher = cipher;
        this.spool = spool;
    }

    /**
     * Writes the record in the caller's transaction. Throws {@link IllegalStateException} when there is none, and
     * lets a database failure through, so that an act that cannot be recorded does not happen.
     */
    public void append(AuditRecord entry) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a record is appended in the transaction of its act: " + entry.operation());
        }
        insert(cipher.sealHere(entry, null));
    }

    /**
     * The same, with content that is not, or not only, text: {@code content} is kept byte by byte, and readers are shown
     * what of it is text in place of the entry's own.
     */
    public void append(AuditRecord entry, byte[] content) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a record is appended in the transaction of its act: " + entry.operation());
        }
        insert(cipher.sealHere(entry, content));
    }

    private void insert(RecordCipher.Sealed sealed) {
        jdbc.sql(INSERT)
                .param(sealed.keyId())
                .param(sealed.recordId())
                .param(sealed.payload())
                .update();
    }

    /**
     * Writes the record on a connection of its own, committed at once. The refusal it tells of stands even when the
     * database is away: the record then waits, sealed, in the home folder, and is written later. With a full disk it
     * waits in memory; what cannot wait even there is counted.
     */
    public void appendNow(AuditRecord entry) {
        if (System.nanoTime() - awayUntilNanos.get() < 0) {
            spool(entry);
            return;
        }
        try {
            write(cipher.seal(entry));
        } catch (SQLException | RuntimeException e) {
            awayUntilNanos.set(System.nanoTime() + AWAY.toNanos());
            LOG.warn("A refusal stands and waits to be recorded: {} ({})", entry.operation(), e.toString());
            spool(entry);
        }
    }

    /** The record's own housework, every few seconds: what waits in the spool, and the key of the day. */
    public void keepUp() {
        writeSpooled();
        cipher.renewKey();
    }

    /** Writes what waits in memory and in the spool, each record once. */
    public void writeSpooled() {
        for (Spool.Frame frame = held.poll(); frame != null; frame = held.poll()) {
            if (!toDisk(frame)) {
                held.addFirst(frame);
                break;
            }
        }
        try {
            spool.drain(this::writeAll);
        } catch (IOException e) {
            throw new UncheckedIOException("the spool of the record cannot be read", e);
        }
    }

    /** Whether refusals wait to be recorded. */
    public boolean waiting() {
        try {
            return !held.isEmpty() || !spool.isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    /** How many refusals since start went to the spool. */
    public long spooled() {
        return spooled.get();
    }

    /** How many refusals since start could not be kept at all. */
    public long unrecorded() {
        return unrecorded.get();
    }

    private void write(RecordCipher.Sealed sealed) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(true);
            insert.setObject(1, sealed.keyId());
            insert.setObject(2, sealed.recordId());
            insert.setBytes(3, sealed.payload());
            insert.executeUpdate();
        }
    }

    private void spool(AuditRecord entry) {
        try {
            RecordCipher.Sealed sealed = cipher.sealOffline(entry);
            Spool.Frame frame = new Spool.Frame(
                    sealed.keyId(), cipher.wrapped(sealed.keyId()), sealed.recordId(), sealed.payload());
            if (!toDisk(frame)) {
                hold(frame);
            }
        } catch (RuntimeException e) {
            unrecorded.incrementAndGet();
            LOG.error("A refusal stands but could not be recorded: {}", entry.operation(), e);
        }
    }

    private boolean toDisk(Spool.Frame frame) {
        try {
            spool.add(frame);
            spooled.incrementAndGet();
            return true;
        } catch (IOException e) {
            if (held.isEmpty()) {
                LOG.warn("The spool of the record cannot be written; refusals wait in memory: {}", e.toString());
            }
            return false;
        }
    }

    private void hold(Spool.Frame frame) {
        if (held.size() < HELD_MAX) {
            held.add(frame);
        } else {
            unrecorded.incrementAndGet();
            LOG.error("A refusal stands but could not be recorded: too many wait already");
        }
    }

    private void writeAll(List<Spool.Frame> frames) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (Spool.Frame frame : frames) {
                writeOnce(connection, frame);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("spooled refusals could not be recorded yet", e);
        }
        LOG.info("{} spooled refusals were recorded", frames.size());
    }

    private static void writeOnce(Connection connection, Spool.Frame frame) throws SQLException {
        try (PreparedStatement key = connection.prepareStatement(INSERT_KEY);
                PreparedStatement insert = connection.prepareStatement(INSERT_ONCE)) {
            key.setObject(1, frame.keyId());
            key.setBytes(2, frame.wrappedKey());
            key.executeUpdate();
            insert.setObject(1, frame.keyId());
            insert.setObject(2, frame.recordId());
            insert.setBytes(3, frame.payload());
            insert.executeUpdate();
        }
    }
}
