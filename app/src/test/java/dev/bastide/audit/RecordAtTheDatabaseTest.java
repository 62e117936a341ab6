package dev.bastide.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The record where it lies: ciphertext only, closed even to the owner, and complete after an outage. */
class RecordAtTheDatabaseTest {
    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void copy() {
        database = TestDatabase.copy();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void notEvenTheOwnerRewritesIt() {
        append(TestRecords.of("kept"));

        for (String attempt : List.of(
                "update audit.inbox set received_at = now()",
                "delete from audit.inbox",
                "truncate audit.inbox",
                "truncate audit.data_key cascade",
                "delete from audit.data_key",
                "truncate audit.quarantine")) {
            assertThatThrownBy(() -> database.owner().sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("append only");
        }
    }

    @Test
    void databaseAndItsLogHoldOnlyCiphertext() throws Exception {
        String secret = "marker" + UUID.randomUUID().toString().replace("-", "");
        String control = "control" + UUID.randomUUID().toString().replace("-", "");
        append(TestRecords.of(secret));
        database.owner().sql("create table audit.control (word text)").update();
        database.owner()
                .sql("insert into audit.control values (:word)")
                .param("word", control)
                .update();

        // The control, written later, shows that a word written in plain is found; the log is written in order.
        Eventually.holds(
                "the control lies in a file",
                Duration.ofSeconds(30),
                () -> !filesHolding(control).isEmpty());
        assertThat(filesHolding(secret)).isEmpty();
    }

    @Test
    void refusalsWaitWhileTheDatabaseIsAwayAndAreWrittenOnce() throws IOException {
        Outage outage = new Outage(database.dataSource());
        AuditLog audit = log(outage);
        append(TestRecords.of("before"), audit);
        long before = spooled();
        outage.away = true;

        audit.appendNow(TestRecords.of("first"));
        audit.appendNow(TestRecords.of("second"));

        assertThat(audit.waiting()).isTrue();
        assertThat(audit.unrecorded()).isZero();
        assertThat(filesIn(folder, "first")).isEmpty();
        assertThatThrownBy(audit::writeSpooled).isInstanceOf(IllegalStateException.class);

        outage.away = false;
        audit.writeSpooled();
        audit.writeSpooled();

        assertThat(audit.waiting()).isFalse();
        assertThat(spooled() - before).isEqualTo(2);
    }

    @Test
    void anActThatCannotBeRecordedDoesNotHappen() {
        Outage outage = new Outage(database.dataSource());
        AuditLog audit = log(outage);
        outage.away = true;

        assertThatThrownBy(() -> append(TestRecords.of("never"), audit)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void refusalsWaitInMemoryWhileTheDiskTakesNothing() throws IOException {
        Outage outage = new Outage(database.dataSource());
        Files.writeString(folder.resolve("spool"), "a file where the folder should be");
        AuditLog audit = log(outage);
        outage.away = true;
        long before = spooled();

        audit.appendNow(TestRecords.of("first"));
        audit.appendNow(TestRecords.of("second"));

        assertThat(audit.waiting()).isTrue();
        assertThat(audit.unrecorded()).isZero();

        Files.delete(folder.resolve("spool"));
        outage.away = false;
        audit.writeSpooled();

        assertThat(audit.waiting()).isFalse();
        assertThat(spooled() - before).isEqualTo(2);
    }

    @Test
    void aRefusalThatCannotEvenWaitIsCounted() throws IOException {
        Outage outage = new Outage(database.dataSource());
        Files.writeString(folder.resolve("spool"), "a file where the folder should be");
        AuditLog audit = log(outage);
        outage.away = true;

        for (int i = 0; i < AuditLog.HELD_MAX + 1; i++) {
            audit.appendNow(TestRecords.of("many"));
        }

        assertThat(audit.unrecorded()).isEqualTo(1);
    }

    private static long spooled() {
        return database.sql()
                .sql("select count(*) from audit.inbox where source = 'spool'")
                .query(Long.class)
                .single();
    }

    private void append(AuditRecord entry) {
        append(entry, log(database.dataSource()));
    }

    private static void append(AuditRecord entry, AuditLog audit) {
        database.transaction().executeWithoutResult(status -> audit.append(entry));
    }

    private AuditLog log(DataSource source) {
        return TestAudit.log(source, folder, Clock.systemUTC());
    }

    private static List<Path> filesHolding(String word) throws IOException {
        return filesIn(TestDatabase.files(), word);
    }

    private static List<Path> filesIn(Path root, String word) throws IOException {
        String latin = new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (holds(file, latin)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                // Files come and go while the server works.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean holds(Path file, String word) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            // Files come and go while the server works.
            return false;
        }
    }

    /** A database that can be away. */
    private static final class Outage extends AbstractDataSource {
        private final DataSource real;
        private volatile boolean away;

        Outage(DataSource real) {
            this.real = real;
        }

        @Override
        public java.sql.Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("the database is away");
            }
            return real.getConnection();
        }

        @Override
        public java.sql.Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
