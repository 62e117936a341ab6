package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.PlainExport;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.segment.Disk;
import dev.bastide.audit.segment.PlainRows;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A plain copy holds every record as strangers read it, and the record knows the hash of it. */
class PlainExportTest {
    private static final Actor AUDITOR = Actor.machine("auditor", AccessMethod.API);
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private TestLog log;
    private PlainExport export;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        LogHome home = new LogHome(folder.resolve("home"), Disk.real(), 256);
        log = new TestLog(database, database.dataSource(), home, clock);
        LogEntries entries = new LogEntries(JdbcClient.create(database.dataSource()), log.sequencer);
        export = TestAudit.plainExport(entries, log.audit, clock);
        for (int i = 0; i < 300; i++) {
            log.append("word-" + i);
        }
        byte[] raw = {0, (byte) 0xff, 27};
        database.transaction().executeWithoutResult(status -> log.audit.append(TestAudit.record("raw"), raw));
        log.seal();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void anotherReaderFindsEveryRecordWithItsTenFields() throws Exception {
        Path file = write(FIRST, LAST);

        PlainRows copy = PlainRows.of(file);

        List<Group> rows = copy.rows().stream()
                .filter(row -> row.getString("operation", 0).equals("operation.request"))
                .toList();
        assertThat(rows).hasSize(301);
        for (int i = 0; i < 300; i++) {
            Group row = rows.get(i);
            assertThat(row.getString("user_id", 0)).isEqualTo("word-" + i);
            assertThat(row.getString("user_name", 0)).isEqualTo("Name of word-" + i);
            assertThat(row.getString("user_group", 0)).isEqualTo("team-word-" + i);
            assertThat(row.getString("ip_address", 0)).isEqualTo("192.0.2.7");
            assertThat(row.getString("tag", 0)).isEqualTo("operation");
            assertThat(row.getString("method", 0)).isEqualTo("console");
            assertThat(row.getString("result", 0)).isEqualTo("done");
            assertThat(row.getString("content", 0)).isEqualTo("did word-" + i);
            assertThat(row.getLong("time", 0))
                    .isEqualTo(Instant.parse("2026-11-22T08:00:00Z").toEpochMilli() * 1_000);
            assertThat(row.getString("object_id", 0)).isEqualTo("operation:word-" + i);
            assertThat(row.getString("session_id", 0)).isEqualTo("ssh-word-" + i);
            assertThat(row.getLong("offset", 0)).isEqualTo(4711);
            assertThat(row.getString("change_id", 0)).isEqualTo("change-word-" + i);
            assertThat(row.getInteger("log", 0)).isEqualTo(1);
            assertThat(row.getFieldRepetitionCount("content_bytes")).isZero();
        }
        assertThat(rows.getLast().getBinary("content_bytes", 0).getBytes()).isEqualTo(new byte[] {0, (byte) 0xff, 27});
        assertThat(copy.rows())
                .extracting(row -> row.getLong("index", 0))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(copy.schema().toString())
                .contains("int64 time (TIMESTAMP(MICROS,true))", "binary content (STRING)", "id (UUID)");
    }

    @Test
    void theRecordHasTheHashOfTheFile() throws Exception {
        Path file = write(FIRST, LAST);

        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        assertThat(told()).anySatisfy(stored -> {
            assertThat(stored.entry().content()).contains("SHA-256 " + sha256);
            assertThat(stored.entry().userId()).isEqualTo("machine:auditor");
        });
        assertThat(told())
                .anySatisfy(stored -> assertThat(stored.entry().content()).contains("it leaves the proven record"));
    }

    @Test
    void onlyTheTimeThatWasAskedForIsInIt() throws Exception {
        Instant middle = Objects.requireNonNull(database.owner()
                        .sql("select max(logged_to) from audit.sealed_segment")
                        .query(java.time.OffsetDateTime.class)
                        .single())
                .toInstant()
                .plusNanos(1_000);

        PlainRows early = PlainRows.of(write(FIRST, middle));
        PlainRows nothing = PlainRows.of(write(LAST, LAST));

        assertThat(early.rows().size()).isBetween(256, 302);
        assertThat(nothing.rows()).isEmpty();
    }

    @Test
    void whatWasChangedBehindTheProgramIsNotCopied() throws Exception {
        database.owner().sql("alter table audit.inbox disable trigger user").update();
        database.owner()
                .sql("update audit.inbox set payload = (select payload from audit.inbox order by id limit 1)")
                .update();

        assertThatThrownBy(() -> write(FIRST, LAST))
                .isInstanceOf(PlainExport.NotWhatWasHashed.class)
                .hasMessageContaining("is not what was hashed");
    }

    @Test
    void whoeverBreaksOffIsRecorded() throws Exception {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() ->
                        database.transaction().executeWithoutResult(status -> export.write(AUDITOR, FIRST, LAST, gone)))
                .hasMessageContaining("could not be sent");

        assertThat(told())
                .anySatisfy(stored -> assertThat(stored.entry().result()).isEqualTo(Result.FAILED));
    }

    @Test
    void duckDbOpensIt() throws Exception {
        String duck = "import duckdb, sys; print(duckdb.sql(\"select count(*), count(distinct id), max(time)::varchar,"
                + " typeof(any_value(time)), typeof(any_value(id)) from '\" + sys.argv[1] + \"'"
                + " where operation = 'operation.request'\").fetchone())";
        assumeTrue(run("import duckdb", "-").equals(""), "python3 has duckdb");

        String answer = run(duck, write(FIRST, LAST).toString());

        assertThat(answer).contains("(301, 301, '2026-11-22 08:00:00+00', 'TIMESTAMP WITH TIME ZONE', 'UUID')");
    }

    private String run(String script, String argument) throws Exception {
        ProcessBuilder python = new ProcessBuilder("python3", "-c", script, argument).redirectErrorStream(true);
        python.environment().put("TZ", "UTC");
        try {
            Process process = python.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text.strip();
        } catch (IOException e) {
            return "there is no python3";
        }
    }

    private Path write(Instant from, Instant until) throws IOException {
        Path file = Files.createTempFile(folder, "copy", ".parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            database.transaction().executeWithoutResult(status -> export.write(AUDITOR, from, until, out));
        }
        return file;
    }

    private List<StoredRecord> told() {
        AuditSearch search = TestAudit.search(log.tail, log.sealed, log.cipher, log.audit, clock);
        return Objects.requireNonNull(database.transaction()
                        .execute(status -> search.search(
                                AUDITOR,
                                AuditQuery.of(Map.of("operation", "audit.export_plain")),
                                Order.NEWEST,
                                null,
                                50)))
                .records();
    }
}
