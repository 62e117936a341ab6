package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.LogStanding.Hold;
import dev.bastide.audit.RecordProof;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.audit.segment.Disk;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.audit.segment.SegmentRange;
import dev.bastide.audit.segment.SegmentReader;
import dev.bastide.audit.segment.SegmentUnreadable;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is old is dropped from the beginning, provably; what is younger than 180 days or held is not, whoever asks. */
class RetentionTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Verifiers verifiers;

    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private TestLog log;
    private LogRetention retention;
    private Path segments;

    @BeforeAll
    static void compile() {
        verifiers = new Verifiers(shared);
    }

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        LogHome home = new LogHome(folder.resolve("home"), Disk.real(), 256);
        log = new TestLog(database, database.dataSource(), home, clock);
        retention = kept(400);
        segments = folder.resolve("home/log/segments/1");
        for (int i = 0; i < 900; i++) {
            log.append("w" + i);
        }
        log.seal();
        assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo(3);
    }

    private LogRetention kept(int days) {
        return new LogRetention(
                JdbcClient.create(database.dataSource()), log.store.home(), log.store.keys(), clock, days);
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void whatIsOldIsDroppedAndTheRestIsProven() throws Exception {
        UUID young = database.sql()
                .sql("select record_id from audit.inbox order by id desc limit 1")
                .query(UUID.class)
                .single();
        age(0, 401);
        age(256, 401);

        assertThat(retention.due()).extracting(LogRetention.Due::first).containsExactly(0L, 256L);
        retention.due().forEach(retention::drop);
        retention.removeFiles();

        assertThat(segments).isDirectoryNotContaining("glob:**/0-256.*").isDirectoryNotContaining("glob:**/256-512.*");
        assertThat(log.number("select count(*) from audit.log_segment where wrapped is null"))
                .isEqualTo(2);
        assertThat(retention.due()).isEmpty();
        assertThat(log.reader.check()).isEmpty();
        assertThat(log.reader.proof(young)).map(RecordProof::holds).contains(true);
        assertThat(new Searching(log).users(Map.of("operation", "operation."), Order.OLDEST, 100))
                .hasSize(901 - 512)
                .startsWith("w511");
        Path bundle = log.bundle(folder.resolve("bundle"));
        String key = TestLog.key(bundle).toString();
        assertThat(Files.readString(bundle.resolve("manifest"))).contains("\nminimum 512\n");
        assertThat(verifiers.java(bundle.toString(), "--key", key).text()).startsWith("proven");
        if (Verifiers.hasPython()) {
            assertThat(Verifiers.python(List.of(bundle + " --key " + key), folder))
                    .containsExactly(0);
        }
    }

    @Test
    void aFileThatIsPutBackOpensWithNothing() throws Exception {
        byte[] kept = Files.readAllBytes(segments.resolve("0-256.parquet"));
        age(0, 401);
        retention.due().forEach(retention::drop);
        retention.removeFiles();
        Files.write(segments.resolve("0-256.parquet"), kept);

        assertThat(log.store.keys().segmentKey(log.store.jdbc(), 1, 0)).isEmpty();
        SegmentKey other = log.store.keys().segmentKey(log.store.jdbc(), 1, 256).orElseThrow();
        assertThatThrownBy(() -> SegmentReader.in(Disk.real(), segments, new SegmentRange(0, 256), other))
                .isInstanceOf(SegmentUnreadable.class);
        assertThat(new Searching(log).users(Map.of("operation", "operation."), Order.OLDEST, 1_000))
                .doesNotContain("w3")
                .contains("w300");
        Path bundle = log.bundle(folder.resolve("bundle"));
        assertThat(verifiers
                        .java(bundle.toString(), "--key", TestLog.key(bundle).toString())
                        .text())
                .startsWith("proven");
    }

    @Test
    void nobodyDropsWhatIsYoungerThanTheFloor() throws Exception {
        assertThatThrownBy(() -> kept(179)).hasMessageContaining("180");
        clock.advance(Duration.ofDays(500));
        assertThat(retention.due()).hasSize(3);
        // The program's clock may say what it wants: the database has its own.
        assertThatThrownBy(() -> retention.drop(retention.due().getFirst())).hasStackTraceContaining("180 days");
        age(0, 179);
        for (String sql : List.of(
                "select audit.drop_segment(1, 0)",
                "insert into audit.dropped_segment (log, first, past, dropped_at) values (1, 0, 256, now())",
                "update audit.log_segment set wrapped = null where first = 0",
                "update audit.sealed_segment set logged_to = logged_to - interval '1 year'",
                "delete from audit.sealed_segment")) {
            assertThatThrownBy(() -> database.sql().sql(sql).query().listOfRows())
                    .as("as the program: %s", sql)
                    .hasStackTraceContaining("ERROR:");
            assertThatThrownBy(() -> database.owner().sql(sql).query().listOfRows())
                    .as("as the owner: %s", sql)
                    .hasStackTraceContaining("ERROR:");
        }
        assertThat(segments.resolve("0-256.parquet")).exists();
    }

    @Test
    void whoeverDropsPastAllThatIsFound() {
        owner("alter table audit.dropped_segment disable trigger user");
        owner("insert into audit.dropped_segment (log, first, past, dropped_at) values (1, 0, 256, now())");

        assertThat(log.reader.check())
                .map(Finding::words)
                .hasValueSatisfying(words -> assertThat(words).contains("dropped before its time"));
    }

    @Test
    void aRowThatOnlyPretendsToBeOldIsNotDropped() {
        owner("alter table audit.sealed_segment disable trigger user");
        owner("update audit.sealed_segment set logged_from = logged_from - interval '500 days',"
                + " logged_to = logged_to - interval '500 days' where first = 0");

        assertThat(retention.due()).hasSize(1);
        assertThatThrownBy(() -> retention.drop(retention.due().getFirst())).hasMessageContaining("not one that was");
        assertThat(segments.resolve("0-256.parquet")).exists();
    }

    @Test
    void whatIsHeldStaysAndSoDoesWhatFollows() {
        age(0, 450);
        age(256, 440);
        Instant then = clock.instant().minus(Duration.ofDays(450));
        assertThat(retention.hold(then.minus(Duration.ofDays(1)), then.plus(Duration.ofDays(1)), "case 7"))
                .isEqualTo(1);

        assertThat(retention.due()).isEmpty();
        assertThatThrownBy(() -> database.sql()
                        .sql("select audit.drop_segment(1, 0)")
                        .query()
                        .listOfRows())
                .hasStackTraceContaining("is held");
        assertThatThrownBy(() -> owner("delete from audit.segment_hold")).hasStackTraceContaining("append only");
        Hold hold = retention.holds().getFirst();
        assertThat(hold.reason()).isEqualTo("case 7");
        assertThat(retention.release(hold.id(), "settled")).isTrue();
        assertThat(retention.release(hold.id(), "settled")).isFalse();
        assertThat(retention.holds()).isEmpty();
        assertThat(retention.due()).hasSize(2);
    }

    @Test
    void theRoomThatItNeedsIsForetold() {
        var forecast = retention.forecast().orElseThrow();

        long bytes = log.number("select sum(bytes) from audit.sealed_segment");
        assertThat(forecast.bytesADay()).isEqualTo(bytes);
        assertThat(forecast.bytes()).isEqualTo(400 * bytes);
        assertThat(forecast.isTooMuch(bytes)).isFalse();
    }

    /** Makes a segment as old as no test can wait for, as if it had been sealed so. */
    private void age(long first, int days) {
        owner("alter table audit.sealed_segment disable trigger user");
        owner("update audit.sealed_segment set logged_from = now() - interval '" + days + " days', logged_to = now()"
                + " - interval '" + days + " days' where first = " + first);
        Sealed row = log.store.sealed(1).at(first);
        database.owner()
                .sql("update audit.sealed_segment set mark = :mark where first = :first")
                .param("mark", log.store.keys().mark(row))
                .param("first", first)
                .update();
        owner("alter table audit.sealed_segment enable trigger user");
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }
}
