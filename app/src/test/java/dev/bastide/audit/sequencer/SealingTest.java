package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.RecordProof;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.audit.segment.Disk;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is over leaves the database for a sealed file, and everything that reads the log finds it there. */
class SealingTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Verifiers verifiers;

    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private TestLog log;

    @BeforeAll
    static void compile() {
        verifiers = new Verifiers(shared);
    }

    @BeforeEach
    void copy() {
        database = TestDatabase.copy();
        log = of(256);
    }

    private TestLog of(int records) {
        LogHome home = new LogHome(folder.resolve("home"), Disk.real(), records);
        return new TestLog(database, database.dataSource(), home, clock);
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void everyReaderFindsWhatIsSealed() throws Exception {
        List<String> words = append(600);
        log.settle();
        List<UUID> ids = ids();
        Searching before = new Searching(log);
        List<StoredRecord> story = before.all(Map.of("operation", "operation."), Order.OLDEST, 50);

        log.seal();

        assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo(2);
        assertThat(log.number("select count(*) from audit.log_entry where index < 512"))
                .isZero();
        assertThat(folder.resolve("home/log/segments/1")).isDirectoryContaining("glob:**/0-256.parquet");
        Searching search = new Searching(log);
        assertThat(search.all(Map.of("operation", "operation."), Order.OLDEST, 50))
                .isEqualTo(story);
        assertThat(search.users(Map.of("operation", "operation."), Order.OLDEST, 7))
                .isEqualTo(words);
        assertThat(search.users(Map.of("operation", "operation."), Order.NEWEST, 7))
                .isEqualTo(words.reversed());
        for (int i = 0; i < ids.size(); i += 37) {
            UUID id = ids.get(i);
            assertThat(search.open(id)).map(StoredRecord::id).contains(id);
            assertThat(log.reader.isPlaced(id)).isTrue();
            assertThat(log.reader.proof(id)).map(RecordProof::holds).contains(true);
        }
        assertThat(search.open(UUID.randomUUID())).isEmpty();
        proven(log.size() + " read and checked");
    }

    @Test
    void aPartThatIsSealedAndAPartThatIsNotAreProven() throws Exception {
        append(1);
        log.settle();
        append(600);
        log.seal();
        Instant from = log.reader.proof(ids().getFirst()).orElseThrow().loggedAt();

        Path late = log.bundle(folder.resolve("late"), from, Instant.parse("9000-01-01T00:00:00Z"));
        Path early = log.bundle(folder.resolve("early"), Instant.EPOCH, from);

        for (Path bundle : List.of(late, early)) {
            assertThat(verifiers
                            .java(
                                    bundle.toString(),
                                    "--key",
                                    TestLog.key(bundle).toString())
                            .text())
                    .startsWith("proven")
                    .contains("by their hashes only");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257})
    void everySizeIsSealedAndRead(int size) throws Exception {
        sealed(size, 256);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537})
    void everyLargeSizeIsSealedAndRead(int size) throws Exception {
        log.close();
        log = of(65_536);
        sealed(size, 65_536);
    }

    /** So many records in all, with the first that the log writes itself, and 300 of the next segment. */
    private void sealed(int size, int segment) throws Exception {
        append(size - 1);
        log.settle();
        assertThat(log.size()).isEqualTo(size);
        log.seal();
        assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo((size - 1) / segment);
        proven(log.size() + " read and checked");
    }

    @Test
    void aDayIsSealedWhenTheNextHasBegun() throws Exception {
        log.close();
        log = of(LogHome.SEGMENT_RECORDS);
        append(300);
        log.seal();
        assertThat(log.number("select count(*) from audit.sealed_segment")).isZero();
        clock.advance(Duration.ofDays(1));
        log.send("clock", 1, TestAudit.record("tomorrow"), clock.instant());
        append(300);
        log.seal();

        assertThat(log.number("select past from audit.sealed_segment")).isEqualTo(512);
        proven(log.size() + " read and checked");
    }

    @Test
    void whoeverAsksHasItSealedWithTheNextTile() throws Exception {
        log.close();
        log = of(LogHome.SEGMENT_RECORDS);
        assertThat(log.reader.cut()).isFalse();
        append(100);
        log.settle();

        assertThat(log.reader.cut()).isTrue();
        assertThat(log.reader.cut()).isFalse();
        append(300);
        log.seal();

        assertThat(log.number("select past from audit.sealed_segment")).isEqualTo(256);
        proven(log.size() + " read and checked");
    }

    @Test
    void oddContentsAndUnreadableRowsAreSealedAsTheyWere() throws Exception {
        database.transaction()
                .executeWithoutResult(
                        status -> log.audit.append(TestAudit.record("raw"), new byte[] {0, (byte) 0xff, 27}));
        database.transaction()
                .executeWithoutResult(status -> log.audit.append(TestAudit.record("big"), new byte[65_536]));
        database.sql().sql("""
                insert into audit.inbox (key_id, record_id, payload)
                select key_id, gen_random_uuid(), payload from audit.inbox limit 1
                """).update();
        append(300);
        log.seal();

        assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo(1);
        assertThat(log.reader.standing().unreadable()).isEqualTo(1);
        Path bundle = proven(log.size() + " read and checked");
        assertThat(bundle.resolve("blob")).isNotEmptyDirectory();
    }

    @Test
    void whatASourceSendsAgainIsKnownAlthoughItIsSealed() throws Exception {
        AuditRecord one = TestAudit.record("one");
        Instant then = clock.instant().minus(Duration.ofMinutes(5));
        log.send("agent", 1, one, then);
        log.send("agent", 1, one, then);
        append(300);
        log.seal();
        assertThat(log.number("select count(*) from audit.log_repeat")).isEqualTo(1);
        assertThat(log.number("select count(*) from audit.inbox where source = 'agent'"))
                .isZero();

        for (int again = 0; again < 3; again++) {
            log.send("agent", 1, one, then);
        }
        log.send("agent", 1, TestAudit.record("another"), then);
        log.send("agent", 2, TestAudit.record("two"), then);
        append(300);
        log.seal();

        assertThat(log.number("select count(*) from audit.log_repeat")).isEqualTo(4);
        assertThat(log.reader.standing().repeats()).isEqualTo(4);
        List<String> users = new Searching(log).users(Map.of("operation", "operation."), Order.OLDEST, 100);
        assertThat(users).containsOnlyOnce("one", "another", "two");
        proven(log.size() + " read and checked");
    }

    @Test
    void twoProgramsSealOneLog() throws Exception {
        try (TestLog second = of(256)) {
            for (int round = 0; round < 6; round++) {
                append(130);
                for (int i = 0; i < 20; i++) {
                    log.sequencer.pass();
                    second.sequencer.pass();
                }
                (round % 2 == 0 ? log : second).sequencer.close();
            }
            second.sequencer.close();
            log.seal();
        }

        assertThat(log.number("select count(*) from audit.sealed_segment")).isGreaterThanOrEqualTo(3);
        assertThat(new Searching(log).users(Map.of("operation", "operation."), Order.OLDEST, 1_000))
                .hasSize(6 * 130);
        proven(log.size() + " read and checked");
    }

    @Test
    void theLogThatWasLostIsSealedToItsEnd() throws Exception {
        append(300);
        log.settle();
        log.close();
        Files.writeString(folder.resolve("home/log/restored"), "backup\n");
        append(10);
        log.sequencer.pass();
        assertThat(log.reader.reopen()).isTrue();
        log.sequencer.wake();
        append(10);
        log.seal();

        assertThat(log.number("select past from audit.sealed_segment where log = 1 and first = 256"))
                .isEqualTo(301);
        assertThat(log.number("select count(*) from audit.log_entry where log = 1"))
                .isZero();
        assertThat(new Searching(log).users(Map.of("operation", "operation."), Order.NEWEST, 40))
                .hasSize(320)
                .doesNotHaveDuplicates();
        assertThat(log.reader.check()).isEmpty();
    }

    private List<String> append(int count) {
        long seen = log.number("select count(*) from audit.inbox")
                + log.number("select coalesce(sum(past - first), 0) from audit.sealed_segment");
        List<String> words = new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> "w" + (seen + i)).toList());
        words.forEach(log::append);
        return words;
    }

    private List<UUID> ids() {
        return database.sql()
                .sql("select record_id from audit.inbox order by id")
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    private Path proven(String words) throws Exception {
        Path bundle = log.bundle(folder.resolve("bundle"));
        String key = TestLog.key(bundle).toString();
        assertThat(verifiers.java(bundle.toString(), "--key", key).text())
                .startsWith("proven")
                .contains(words);
        assertThat(log.reader.check()).isEmpty();
        if (Verifiers.hasPython()) {
            assertThat(Verifiers.python(List.of(bundle + " --key " + key), folder))
                    .containsExactly(0);
        }
        return bundle;
    }
}
