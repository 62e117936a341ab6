package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.KeyUse;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.log.BundleSink;
import dev.bastide.audit.segment.Disk;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** A log on a database of a test's own. Several may be made on one database, as several programs may. */
public final class TestLog implements AutoCloseable {
    final TestDatabase database;
    final Path home;
    final Clock clock;
    final RecordCipher cipher;
    final AuditLog audit;
    final KeyUse use;
    final Sequencer sequencer;
    public final LogReader reader;
    final SealedRecords sealed;
    final LogTail tail;
    final LogStore store;

    public TestLog(TestDatabase database, Path home, Clock clock) {
        this(database, database.dataSource(), home, clock);
    }

    TestLog(TestDatabase database, DataSource source, Path home, Clock clock) {
        this(database, source, new LogHome(home, Disk.real(), LogHome.SEGMENT_RECORDS), clock);
    }

    /** With segments of so many records at most, on this disk. */
    TestLog(TestDatabase database, DataSource source, LogHome logHome, Clock clock) {
        this(database, source, logHome, clock, TestAudit.vault());
    }

    /** With keys of this vault. */
    TestLog(TestDatabase database, DataSource source, LogHome logHome, Clock clock, Vault vault) {
        Path home = Objects.requireNonNull(logHome.folder().getParent());
        this.database = database;
        this.home = home;
        this.clock = clock;
        this.cipher =
                new RecordCipher(JdbcClient.create(source), vault, clock, new DataSourceTransactionManager(source));
        this.audit = TestAudit.log(source, home, cipher);
        this.use = new KeyUse(audit, clock);
        LeafMaker leaves = new LeafMaker(cipher);
        LogKeys keys = new LogKeys(vault, new SecureRandom(), clock, use);
        this.sequencer = new Sequencer(source, cipher, leaves, keys, clock, logHome);
        JdbcClient jdbc = JdbcClient.create(source);
        this.sealed = new SealedRecords(jdbc, keys, logHome);
        this.reader =
                new LogReader(jdbc, sequencer, sealed, new LogRetention(jdbc, logHome, keys, clock, 400), keys, clock);
        this.tail = new LogTail(jdbc);
        this.store = new LogStore(jdbc, leaves, keys, logHome);
    }

    /** Writes a record as an act of the program does. */
    void append(AuditRecord entry) {
        database.transaction().executeWithoutResult(status -> audit.append(entry));
    }

    public void append(String word) {
        append(TestAudit.record(word));
    }

    /** Writes what a source sent, with its number. */
    UUID send(String source, long number, AuditRecord entry, Instant received) {
        RecordCipher.Sealed sealed = cipher.seal(entry);
        database.sql()
                .sql("""
                        insert into audit.inbox (source, source_seq, received_at, key_id, record_id, payload)
                        values (:source, :number, cast(:received as timestamptz), :key, :record, :payload)
                        """)
                .param("source", source)
                .param("number", number)
                .param("received", received.toString())
                .param("key", sealed.keyId())
                .param("record", sealed.recordId())
                .param("payload", sealed.payload())
                .update();
        return sealed.recordId();
    }

    /** Carries the log on until the inbox holds nothing without a place; other tests' transactions may hold it up. */
    public void settle() throws Exception {
        Eventually.holds("all has its place", Duration.ofSeconds(60), () -> {
            sequencer.pass();
            return unplaced() == 0;
        });
    }

    /** Carries the log on until every segment that is over is sealed, and what that wrote has its place. */
    void seal() throws Exception {
        settle();
        Eventually.holds("all that is over is sealed", Duration.ofMinutes(2), () -> {
            sequencer.pass();
            return new SealedRows(store.jdbc()).over(store.keys()).isEmpty() && unplaced() == 0;
        });
    }

    long unplaced() {
        return number("""
                select count(*)
                from audit.inbox as i
                where not exists (select from audit.log_entry as e where e.inbox_id = i.id)
                  and not exists (select from audit.log_repeat as r where r.inbox_id = i.id)
                """);
    }

    long number(String sql) {
        return database.owner().sql(sql).query(Long.class).single();
    }

    public long size() {
        return reader.head().orElseThrow().size();
    }

    /** A bundle of everything, and the key beside it. */
    Path bundle(Path folder) throws IOException {
        return bundle(folder, Instant.EPOCH, Instant.parse("9000-01-01T00:00:00Z"));
    }

    Path bundle(Path folder, Instant from, Instant until) throws IOException {
        return bundle(folder, from, until, Optional.empty());
    }

    /** The same, ending with what witnesses saw. */
    public Path bundle(Path folder, Instant from, Instant until, Optional<WitnessStanding.Cosigned> cosigned)
            throws IOException {
        Files.createDirectories(folder);
        reader.export(from, until, cosigned, BundleSink.folder(folder));
        Files.writeString(key(folder), reader.standing().head().orElseThrow().verifierKey() + "\n");
        return folder;
    }

    public static Path key(Path bundle) {
        return bundle.resolveSibling(bundle.getFileName() + ".pub");
    }

    /** Its home folder. */
    public Path home() {
        return home;
    }

    /** Its database, as the program signs in. */
    public JdbcClient sql() {
        return database.sql();
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
