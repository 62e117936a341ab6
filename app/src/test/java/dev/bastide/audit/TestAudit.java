package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.LogEntries;
import dev.bastide.audit.sequencer.LogTail;
import dev.bastide.audit.sequencer.SealedRecords;
import dev.bastide.vault.KeyProvider;
import dev.bastide.vault.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** The real record on a database of a test's own, without the rest of the program. */
public final class TestAudit {
    private TestAudit() {}

    /** A vault whose key is the same in every test. */
    public static Vault vault() {
        return new Vault(
                new KeyProvider() {
                    @Override
                    public Optional<byte[]> masterKey() {
                        return Optional.of(new byte[32]);
                    }

                    @Override
                    public boolean liesBesideData() {
                        return false;
                    }
                },
                new SecureRandom());
    }

    /** The record on this database, with its spool in this folder. */
    public static AuditLog log(DataSource source, Path folder, Clock clock) {
        return log(source, folder, cipher(source, clock));
    }

    /** The same under keys of this cipher's own. */
    public static AuditLog log(DataSource source, Path folder, RecordCipher cipher) {
        return new AuditLog(JdbcClient.create(source), source, cipher, new Spool(folder.resolve("spool")));
    }

    /** What seals the records of this database. */
    public static RecordCipher cipher(DataSource source, Clock clock) {
        return new RecordCipher(JdbcClient.create(source), vault(), clock, new DataSourceTransactionManager(source));
    }

    /** The search over what these read. */
    public static AuditSearch search(
            LogTail tail, SealedRecords sealed, RecordCipher cipher, AuditLog audit, Clock clock) {
        return new AuditSearch(
                tail,
                sealed,
                cipher,
                audit,
                new StaticListableBeanFactory().getBeanProvider(HearsOpenings.class),
                clock);
    }

    /** Plain copies of these records. */
    public static PlainExport plainExport(LogEntries entries, AuditLog audit, Clock clock) {
        return new PlainExport(entries, audit, clock);
    }

    /** A record told apart by a word. */
    public static AuditRecord record(String word) {
        return TestRecords.of(word);
    }
}
