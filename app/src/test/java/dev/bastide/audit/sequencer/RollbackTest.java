package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.LogStanding;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.authority.Reason;
import dev.bastide.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that was set back is not signed, and what it has lost stays visible for ever. */
class RollbackTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Verifiers verifiers;

    private TestDatabase database;
    private Path home;

    @BeforeAll
    static void compile() {
        verifiers = new Verifiers(shared);
    }

    @BeforeEach
    void copy() {
        database = TestDatabase.copy();
        home = folder.resolve("home");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aDatabaseThatWasSetBackIsNotSigned() throws Exception {
        written(database, 5);
        try (TestDatabase backup = database.twin()) {
            String lost = written(database, 5);

            try (TestLog restored = new TestLog(backup, home, Clock.systemUTC())) {
                restored.append("after the restore");
                restored.sequencer.pass();

                assertThat(refusal(restored)).isEqualTo("record.log.refused.older");
                assertThat(restored.reader.standing().role()).isEqualTo(LogStanding.Role.REFUSES);
                assertThat(restored.unplaced()).isEqualTo(1);
                assertThat(file()).isEqualTo(lost);
            }
        }
    }

    @Test
    void aNewLogQuotesWhatWasLost() throws Exception {
        written(database, 5);
        try (TestDatabase backup = database.twin()) {
            String lost = written(database, 5);
            try (TestLog restored = new TestLog(backup, home, Clock.systemUTC())) {
                restored.append("after the restore");
                restored.sequencer.pass();
                assertThat(restored.reader.reopen()).isTrue();
                restored.sequencer.wake();
                restored.settle();

                assertThat(restored.reader.standing().refusal()).isEmpty();
                assertThat(restored.reader.reopen()).isFalse();
                Path bundle = restored.bundle(folder.resolve("bundle"));
                String[] arguments = {
                    bundle.toString(), "--key", TestLog.key(bundle).toString()
                };
                assertThat(verifiers.java(arguments).text()).startsWith("proven");
                String first = Files.readString(unpacked(bundle), StandardCharsets.ISO_8859_1);
                assertThat(first)
                        .contains("audit.log_open")
                        .contains(lost.lines().toList().get(2));
                assertThat(restored.reader.standing().head().orElseThrow().origin())
                        .isNotEqualTo(lost.lines().toList().getFirst());
            }
        }
    }

    @Test
    void anotherHistoryOfTheSameLengthIsNotSigned() throws Exception {
        written(database, 5);
        try (TestDatabase backup = database.twin()) {
            written(database, 5);
            String other = file();
            Files.delete(home.resolve("log/checkpoint"));
            written(backup, 9);
            Files.writeString(home.resolve("log/checkpoint"), other);

            try (TestLog restored = new TestLog(backup, home, Clock.systemUTC())) {
                restored.sequencer.pass();
                assertThat(refusal(restored)).isEqualTo("record.log.refused.other");
            }
        }
    }

    @Test
    void anEmptyDatabaseInAnOldHomeIsNotSigned() throws Exception {
        written(database, 3);
        try (TestDatabase empty = TestDatabase.copy();
                TestLog fresh = new TestLog(empty, home, Clock.systemUTC())) {
            fresh.append("first");
            fresh.sequencer.pass();
            assertThat(refusal(fresh)).isEqualTo("record.log.refused.lost");

            assertThat(fresh.reader.reopen()).isTrue();
            fresh.sequencer.wake();
            fresh.settle();
            assertThat(fresh.size()).isEqualTo(2);
        }
    }

    @Test
    void anInstallationMadeOfABackupAsksFirst() throws Exception {
        written(database, 3);
        Files.writeString(home.resolve("log/restored"), "bastide-2026-11-22T021415Z\n");

        try (TestLog restored = new TestLog(database, home, Clock.systemUTC())) {
            restored.append("after the restore");
            restored.sequencer.pass();
            assertThat(refusal(restored)).isEqualTo("record.log.refused.restored");

            assertThat(restored.reader.reopen()).isTrue();
            restored.sequencer.wake();
            restored.settle();
            assertThat(restored.size()).isEqualTo(2);
            assertThat(home.resolve("log/restored")).doesNotExist();
        }
    }

    @Test
    void aKillBetweenCommitAndFileIsNone() throws Exception {
        String before = written(database, 5);
        String after = written(database, 5);
        Files.writeString(home.resolve("log/checkpoint"), before);

        try (TestLog again = new TestLog(database, home, Clock.systemUTC())) {
            again.sequencer.pass();
            assertThat(again.reader.standing().refusal()).isEmpty();
            assertThat(file()).isEqualTo(after);
        }
    }

    @Test
    void aFileThatIsGoneIsRecorded() throws Exception {
        written(database, 5);
        Files.delete(home.resolve("log/checkpoint"));

        try (TestLog again = new TestLog(database, home, Clock.systemUTC())) {
            again.settle();
            assertThat(again.reader.standing().refusal()).isEmpty();
            assertThat(again.number("select count(*) from audit.log_entry where form = 'declared'"))
                    .isEqualTo(2);
        }
    }

    @Test
    void aFileThatSomebodyElseWroteStopsIt() throws Exception {
        String note = written(database, 5);
        Files.writeString(home.resolve("log/checkpoint"), note.replace("\n6\n", "\n5\n"));

        try (TestLog again = new TestLog(database, home, Clock.systemUTC())) {
            again.sequencer.pass();
            assertThat(refusal(again)).isEqualTo("record.log.refused.file");
        }
    }

    @Test
    void itIsFoundWhileTheProgramRuns() throws Exception {
        try (TestLog log = new TestLog(database, home, Clock.systemUTC())) {
            log.append("one");
            log.settle();
            database.owner()
                    .sql("alter table audit.log_entry disable trigger user")
                    .update();
            database.owner()
                    .sql("update audit.log_entry set leaf_hash = sha256('other') where index = 0")
                    .update();
            database.owner()
                    .sql("alter table audit.log_head disable trigger user")
                    .update();
            database.owner()
                    .sql("update audit.log_head set note = replace(note, 'a', 'b')")
                    .update();
            log.append("two");
            log.sequencer.pass();

            assertThat(refusal(log)).isEqualTo("record.log.refused.tree");
        }
    }

    /** Writes some records and settles them; the checkpoint that was published. */
    private String written(TestDatabase where, int count) throws Exception {
        try (TestLog log = new TestLog(where, home, Clock.systemUTC())) {
            for (int i = 0; i < count; i++) {
                log.append("one of " + count);
            }
            log.settle();
        }
        return file();
    }

    private String file() throws Exception {
        return Files.readString(home.resolve("log/checkpoint"));
    }

    private static String refusal(TestLog log) {
        return log.reader.refusal().map(Reason::key).orElse("none");
    }

    /** The first entry bundle of a small log. */
    private Path unpacked(Path bundle) throws Exception {
        try (var files = Files.walk(bundle.resolve("tile/entries"))) {
            Path packed = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(packed))) {
                return Files.write(folder.resolve("entries"), in.readAllBytes());
            }
        }
    }
}
