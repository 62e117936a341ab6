package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.segment.Disk;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and rows of sealed segments that are not what was sealed are found, and nothing leaves the inbox unsealed. */
class SealedDamageTest {
    private static final Instant EVER = Instant.parse("9000-01-01T00:00:00Z");
    private static final String MARKER = "Zq7markerXw93typedByNobodyElse";

    @TempDir
    Path folder;

    private TestDatabase database;
    private TestLog log;
    private Path segments;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        LogHome home = new LogHome(folder.resolve("home"), Disk.real(), 256);
        log = new TestLog(database, database.dataSource(), home, Clock.systemUTC());
        segments = folder.resolve("home/log/segments/1");
        for (int i = 0; i < 600; i++) {
            log.append(i == 40 ? MARKER : "number " + i);
        }
        log.seal();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void aMissingFileIsFound() throws Exception {
        Files.delete(segments.resolve("256-512.parquet"));

        found(256);
        AuditFindings page = new Searching(log).page(Map.of("operation", "operation."), Order.NEWEST, null, 1_000);
        assertThat(page.unreadable()).isEqualTo(256);
        assertThat(page.records()).hasSizeBetween(300, 345);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 0.5, 0.8, 0.9999})
    void aFlippedByteIsFound(double where) throws Exception {
        Path file = segments.resolve("0-256.parquet");
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (where * bytes.length)] ^= 1;
        Files.write(file, bytes);

        found(0);
    }

    @Test
    void aFileThatWasCutIsFound() throws Exception {
        Path file = segments.resolve("0-256.parquet");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));

        found(0);
        assertThat(log.reader
                        .plan(Instant.EPOCH, Instant.EPOCH, Optional.empty())
                        .finding())
                .isPresent();
    }

    @Test
    void oneFileInThePlaceOfAnotherIsFound() throws Exception {
        Files.copy(
                segments.resolve("256-512.parquet"),
                segments.resolve("0-256.parquet"),
                StandardCopyOption.REPLACE_EXISTING);

        found(0);
    }

    @Test
    void aLostIndexIsMadeAnewAndProvesNothing() throws Exception {
        Path index = segments.resolve("0-256.index");
        Files.write(index, new byte[] {1, 2, 3});

        Searching search = new Searching(log);
        Map<String, String> marked = Map.of("user", MARKER);
        assertThat(search.all(marked, Order.NEWEST, 10)).hasSize(1);
        assertThat(log.reader.check()).isEmpty();

        assertThat(Files.size(index)).isGreaterThan(1_000);
        assertThat(search.all(marked, Order.NEWEST, 10)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit.sealed_segment set sha256 = sha256('x') where first = 0",
                "update audit.sealed_segment set logged_to = logged_to - interval '1 day',"
                        + " logged_from = logged_from - interval '1 day' where first = 0",
                "update audit.sealed_segment set roots = sha256('x') where first = 0",
                "update audit.tree_node set hash = sha256('x') where level = 8 and index = 0",
                "delete from audit.sealed_source; delete from audit.sealed_segment where first = 0"
            })
    void rowsChangedBehindTheProgramAreFound(String sql) {
        for (String table : List.of("sealed_segment", "sealed_source", "tree_node")) {
            owner("alter table audit." + table + " disable trigger user");
        }
        Stream.of(sql.split(";")).forEach(this::owner);

        found(0);
    }

    @Test
    void nothingElseLeavesTheInbox() {
        log.append("unsealed");
        for (String sql : List.of(
                "delete from audit.inbox",
                "delete from audit.inbox where id = (select max(id) from audit.inbox)",
                "delete from audit.log_entry",
                "update audit.inbox set payload = payload",
                "update audit.log_entry set form = form",
                "truncate audit.inbox",
                "truncate audit.log_entry",
                "delete from audit.sealed_segment",
                "update audit.sealed_segment set sha256 = sha256",
                "delete from audit.log_segment",
                "truncate audit.sealed_segment cascade",
                // A place or a repetition that hides a record, which would go with the next segment.
                "insert into audit.log_repeat (inbox_id, log, index, found_at) select max(id), 1, 0, now() from audit.inbox",
                "insert into audit.log_repeat (inbox_id, same_as, found_at) select max(id), min(id), now() from audit.inbox",
                place(5),
                place(10_000),
                "insert into audit.log_segment (log, first, day, wrapped, opened_at) values (1, 700, now(), 'x', now())",
                "insert into audit.log_segment (log, first, day, wrapped, opened_at) values (1, 256000, now(), 'x', now())",
                "insert into audit.inbox (received_at, key_id, record_id, payload)"
                        + " select 'infinity', key_id, gen_random_uuid(), payload from audit.inbox limit 1",
                "insert into audit.inbox (received_at, key_id, record_id, payload)"
                        + " select '9999-12-30', key_id, gen_random_uuid(), payload from audit.inbox limit 1",
                // A row for what is not over, or not all there, or out of turn: then its rows would go.
                row(512, 768),
                row(512, 602),
                row(0, 512),
                row(512, 512))) {
            assertThatThrownBy(() -> database.sql().sql(sql).update())
                    .as("as the program: %s", sql)
                    .hasStackTraceContaining("ERROR:");
            assertThatThrownBy(() -> owner(sql)).as("as the owner: %s", sql).hasStackTraceContaining("ERROR:");
        }
        long before = log.number("select count(*) from audit.inbox");
        for (String sql : List.of(
                "select audit.remove_sealed(1, 0, sha256('guess'))",
                "select audit.remove_sealed(1, 0, (select hash from audit.removal_guard))",
                "select audit.remove_covered(1, 0)",
                "update audit.removal_guard set hash = sha256('x')",
                "delete from audit.removal_guard",
                "insert into audit.removal_guard (hash) values (sha256('x'))")) {
            assertThatThrownBy(() -> database.sql().sql(sql).query().listOfRows())
                    .as(sql)
                    .hasStackTraceContaining("ERROR:");
        }
        assertThat(log.number("select count(*) from audit.inbox")).isEqualTo(before);
    }

    private static String place(int index) {
        return "insert into audit.log_entry (log, index, inbox_id, record_id, logged_at, leaf_hash, form) select 1, "
                + index
                + ", id, record_id, received_at, sha256('x'), 'record' from audit.inbox order by id desc limit 1";
    }

    private static String row(int first, int past) {
        return "insert into audit.sealed_segment (log, first, past, sha256, bytes, roots, earliest, latest, logged_from,"
                + " logged_to, least_id, greatest_id, unreadable, sealed_at, mark) select 1, " + first + ", " + past
                + ", sha256, bytes, roots, earliest, latest, logged_from, logged_to, least_id, greatest_id, 0, sealed_at,"
                + " mark from audit.sealed_segment where first = 0";
    }

    @Test
    void whatWasWrittenLiesNowhereInTheOpen() throws Exception {
        assertThat(new Searching(log).all(Map.of("user", MARKER), Order.NEWEST, 10))
                .hasSize(1);
        assertThat(holding(folder.resolve("home"))).isEmpty();
        Path data = TestDatabase.files();
        owner("create table audit.control (word text)");
        owner("insert into audit.control values ('control" + MARKER.length() + "plain')");
        // What was written later and in plain is found; so what was written before it would be.
        Eventually.holds(
                "the control lies in a file",
                Duration.ofSeconds(60),
                () -> !holding(data, "control" + MARKER.length() + "plain").isEmpty());
        assertThat(holding(data)).isEmpty();
    }

    private static List<Path> holding(Path root) throws IOException {
        return holding(root, MARKER);
    }

    private static List<Path> holding(Path root, String word) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> text(file).contains(word))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The server removes files of its own meanwhile.
            return "";
        }
    }

    private void found(long index) {
        Optional<Finding> finding = log.reader.check();
        assertThat(finding).map(Finding::index).contains(index);
        assertThat(log.reader.standing().check().orElseThrow().finding()).isPresent();
        if (!Files.exists(segments.resolve("256-512.parquet"))) {
            assertThat(log.reader.plan(Instant.EPOCH, EVER, Optional.empty()).finding())
                    .isPresent();
        }
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }
}
