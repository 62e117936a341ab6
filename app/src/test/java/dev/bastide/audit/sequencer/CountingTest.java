package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.RecordCounts;
import dev.bastide.audit.RecordCounts.Facet;
import dev.bastide.audit.RecordCounts.Results;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.segment.Disk;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What a search matches is counted over its sealed and its open part alike. */
class CountingTest {
    private static final Actor READER = Actor.machine("reader", AccessMethod.JOB);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private TestLog log;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        LogHome home = new LogHome(folder.resolve("home"), Disk.real(), 256);
        log = new TestLog(database, database.dataSource(), home, clock);
        for (int hour = 0; hour < 3; hour++) {
            for (int i = 0; i < 100; i++) {
                log.append(AuditRecord.of(
                        clock.instant(),
                        Actor.machine(i < 90 ? "reader-a" : "reader-b", AccessMethod.JOB),
                        Tag.OPERATION,
                        "operation.count",
                        "counted",
                        i < 2 ? Result.FAILED : i < 12 ? Result.REFUSED : Result.DONE));
            }
            clock.advance(Duration.ofHours(1));
        }
        log.settle();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void whatIsSealedIsCountedAsItWasBefore() throws Exception {
        RecordCounts before = counts(Map.of("operation", "operation.count"));

        log.seal();

        assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo(1);
        RecordCounts after = counts(Map.of("operation", "operation.count"));
        assertThat(after.counted()).isEqualTo(300);
        assertThat(after.times()).isEqualTo(before.times()).hasSize(3);
        assertThat(after.times().values()).containsOnly(new Results(88, 10, 2, 0));
        assertThat(after.facets()).isEqualTo(before.facets());
        assertThat(after.facets().get("result"))
                .containsExactly(new Facet("done", 264), new Facet("refused", 30), new Facet("failed", 6));
        assertThat(Objects.requireNonNull(after.facets().get("user")).getFirst().count())
                .isEqualTo(270);
        assertThat(after.reached()).isEmpty();
    }

    @Test
    void aShortTimeIsCountedByTheMinute() {
        Instant from = clock.instant().minus(Duration.ofMinutes(150));

        RecordCounts counts = counts(Map.of("operation", "operation.count", "from", from.toString()));

        assertThat(counts.step()).isEqualTo(60);
        assertThat(counts.counted()).isEqualTo(200);
    }

    @Test
    void aSealedFileThatCannotBeReadIsCountedAsUnreadable() throws Exception {
        log.seal();
        try (Stream<Path> files = Files.list(folder.resolve("home/log/segments/1"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }

        RecordCounts counts = counts(Map.of("operation", "operation.count"));

        assertThat(counts.unreadable()).isEqualTo(256);
        assertThat(counts.counted()).isLessThan(300);
    }

    private RecordCounts counts(Map<String, String> filters) {
        AuditSearch search = TestAudit.search(log.tail, log.sealed, log.cipher, log.audit, clock);
        TransactionTemplate transaction = database.transaction();
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        RecordCounts counts = Objects.requireNonNull(transaction.execute(
                        status -> search.look(READER, AuditQuery.of(filters), Order.NEWEST, null, 5)))
                .counts();
        assertThat(List.copyOf(counts.facets().keySet())).isEqualTo(RecordCounts.FACETS);
        return counts;
    }
}
