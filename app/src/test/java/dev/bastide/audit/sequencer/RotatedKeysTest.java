package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.KeyUse;
import dev.bastide.audit.segment.Disk;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.vault.KeyFile;
import dev.bastide.vault.Keys;
import dev.bastide.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log after its master key was rotated, and what is recorded of the use of its keys. */
class RotatedKeysTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private LogHome home;
    private Vault vault;
    private TestLog log;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        home = new LogHome(folder, Disk.real(), 256);
        keyFile().makeIfNew();
        vault = new Vault(keyFile(), new SecureRandom());
        log = log();
        write(600);
        log.seal();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void aRotationWrapsKeysAnewAndTouchesNoFile() throws Exception {
        Map<Path, byte[]> files = files();
        List<String> before = wrapped();
        UUID first = new Searching(log)
                .all(Map.of("user", "number 3"), Order.OLDEST, 10)
                .getFirst()
                .id();

        rotate();
        assertThat(log.reader.rewrap()).isZero();
        assertThat(vault.takeUp()).isTrue();
        assertThat(log.reader.rewrap()).isEqualTo(before.size());
        assertThat(log.reader.rewrap()).isZero();

        assertThat(wrapped()).doesNotContainAnyElementsOf(before);
        files.forEach((file, bytes) -> assertThat(file).hasBinaryContent(bytes));
        log.close();
        vault = new Vault(keyFile(), new SecureRandom());
        log = log();
        write(300);
        log.seal();
        assertThat(log.reader.check()).isEmpty();
        assertThat(new Searching(log).open(first)).isPresent();
        assertThat(log.reader.proof(first)).isPresent();
        assertThat(new Searching(log)
                        .page(Map.of("operation", "operation."), Order.NEWEST, null, 2_000)
                        .unreadable())
                .isZero();
    }

    @Test
    void rotatedAgainAndAgainWhileItIsSealed() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread rotating = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                rotate();
                vault.takeUp();
                log.reader.rewrap();
            }
        });
        for (int round = 0; round < 4; round++) {
            write(300);
            log.seal();
        }
        over.set(true);
        rotating.join();

        log.close();
        vault = new Vault(keyFile(), new SecureRandom());
        log = log();
        log.settle();
        assertThat(vault.master().rotations()).isPositive();
        assertThat(log.reader.check()).isEmpty();
        assertThat(new Searching(log).all(Map.of("operation", "operation."), Order.OLDEST, 500))
                .hasSize(1_800);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select audit.rewrap_segment(1, 0, (select wrapped from audit.log_segment where first = 0), 'x',"
                        + " sha256('guess'))",
                "select audit.rewrap_data_key(id, wrapped, 'x', sha256('guess')) from audit.data_key",
                "update audit.data_key set wrapped = 'x'",
                "update audit.log_segment set wrapped = 'x' where first = 512",
                "delete from audit.data_key",
                "delete from audit.key_event",
                "update audit.key_event set recorded_at = now()"
            })
    void nobodyElseWrapsAKey(String sql) {
        owner("insert into audit.key_event (id) values (gen_random_uuid())");
        assertThatThrownBy(() -> database.sql().sql(sql).query().listOfRows()).hasStackTraceContaining("ERROR:");
        assertThatThrownBy(() -> owner(sql)).hasStackTraceContaining("ERROR:");
    }

    @Test
    void theUseOfAKeyIsRecordedAndCounted() throws Exception {
        log.use.writeDue();
        log.settle();
        Searching search = new Searching(log);
        Map<String, String> uses = Map.of("operation", KeyUse.OPERATION);
        int before = search.all(uses, Order.NEWEST, 50).size();
        assertThat(before).isEqualTo(1);
        assertThat(said(search)).contains("1/0", "1/256");

        for (int i = 0; i < 20; i++) {
            search.all(Map.of("operation", "operation."), Order.NEWEST, 1_000);
        }
        log.use.writeDue();
        log.settle();
        assertThat(search.all(uses, Order.NEWEST, 50)).hasSize(before);

        clock.advance(Duration.ofMinutes(61));
        log.use.writeDue();
        log.settle();
        assertThat(search.all(uses, Order.NEWEST, 50)).hasSize(before + 1);
        assertThat(said(search)).contains("again within the hour", "1/0 ", "times");
    }

    private static String said(Searching search) {
        return search.all(Map.of("operation", KeyUse.OPERATION), Order.NEWEST, 50)
                .getFirst()
                .entry()
                .content();
    }

    private void rotate() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        assertThat(new Keys(folder, keyFile(), nowhere, nowhere).run(List.of("rotate")))
                .isZero();
    }

    private KeyFile keyFile() {
        return KeyFile.of(folder, "", "", new SecureRandom());
    }

    private TestLog log() {
        return new TestLog(database, database.dataSource(), home, clock, vault);
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            log.append("number " + i);
        }
    }

    private Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> files = new HashMap<>();
        try (var list = Files.list(folder.resolve("log/segments/1"))) {
            for (Path file : list.toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        assertThat(files).isNotEmpty();
        return files;
    }

    private List<String> wrapped() {
        return database.owner()
                .sql("select encode(wrapped, 'hex') from audit.log_segment union all"
                        + " select encode(wrapped, 'hex') from audit.data_key")
                .query((row, number) -> row.getString(1))
                .list();
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }
}
