package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The owner of the database changes rows with the triggers off: the comparison finds it, and no verifier accepts it. */
class BehindTheProgramTest {
    private static final Instant EVER = Instant.parse("9000-01-01T00:00:00Z");

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Verifiers verifiers;

    private TestDatabase database;
    private TestLog log;

    @BeforeAll
    static void compile() {
        verifiers = new Verifiers(shared);
    }

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        log = new TestLog(database, folder.resolve("home"), Clock.systemUTC());
        for (int i = 0; i < 300; i++) {
            log.append("number " + i);
        }
        log.settle();
        for (String table : List.of("inbox", "log_entry", "log_head", "tree_node")) {
            owner("alter table audit." + table + " disable trigger user");
        }
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delete from audit.inbox where id = 8                                                         | 8
            update audit.inbox set payload = (select payload from audit.inbox where id = 9) where id = 8 | 8
            update audit.inbox set source = 'spool' where id = 8                                         | 8
            update audit.log_entry set logged_at = logged_at + interval '1 s' where index = 299          | 299
            delete from audit.log_entry where index = 11                                                 | 11
            delete from audit.log_entry where index = 300                                                | 300
            update audit.log_entry set form = 'unreadable' where index = 12                              | 12
            """)
    void itIsFoundAndRefused(String sql, long index) throws Exception {
        owner(sql);

        assertThat(log.reader.check()).map(Finding::index).contains(index);
        assertThat(log.reader.standing().check().orElseThrow().finding()).isPresent();
        assertThat(log.reader.plan(Instant.EPOCH, EVER, Optional.empty()).finding())
                .isPresent();
        refusedByTheVerifier();
    }

    @Test
    void aHashChangedInTheIndexIsFound() {
        owner("update audit.log_entry set leaf_hash = sha256('x') where index = 9");

        assertThat(log.reader.check()).map(Finding::index).contains(9L);
        assertThat(log.reader.plan(Instant.EPOCH, EVER, Optional.empty()).finding())
                .isPresent();
    }

    @Test
    void aRecordReplacedWithItsHashLeadsToAnotherRoot() throws Exception {
        var sealed = log.cipher.seal(TestAudit.record("nothing happened"));
        database.owner()
                .sql("update audit.inbox set key_id = :key, record_id = :record, payload = :payload where id = 8")
                .param("key", sealed.keyId())
                .param("record", sealed.recordId())
                .param("payload", sealed.payload())
                .update();
        database.owner()
                .sql("update audit.log_entry set record_id = :record where inbox_id = 8")
                .param("record", sealed.recordId())
                .update();
        byte[] hash = hashOfRow(8);
        database.owner()
                .sql("update audit.log_entry set leaf_hash = :hash where inbox_id = 8")
                .param("hash", hash)
                .update();

        Optional<Finding> finding = log.reader.check();

        assertThat(finding)
                .map(Finding::words)
                .hasValueSatisfying(words -> assertThat(words).contains("do not lead to the root"));
        refusedByTheVerifier();
    }

    @Test
    void aRowSlippedInBelowIsFound() {
        owner("insert into audit.inbox (xid, key_id, record_id, payload)"
                + " select '3', key_id, gen_random_uuid(), payload from audit.inbox limit 1");

        assertThat(log.reader.check())
                .map(Finding::words)
                .hasValueSatisfying(words -> assertThat(words).contains("came in past this program"));
    }

    @Test
    void theProgramItselfMayNotChangeTheLog() {
        for (String sql : List.of(
                "delete from audit.log_entry",
                "update audit.log_entry set form = 'late'",
                "delete from audit.tree_node",
                "delete from audit.log_head",
                "delete from audit.log_segment",
                "update audit.signing_key set sealed = ''",
                "delete from audit.checkpoint",
                "update audit.log set origin = 'x'")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> database.sql().sql(sql).update())
                    .as(sql)
                    .hasStackTraceContaining("permission denied");
        }
        owner("alter table audit.log_head enable trigger user");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> owner("update audit.log_head set size = size - 1"))
                .hasStackTraceContaining("a log only grows");
    }

    /** The hash that the index would have for a row as it is now. */
    private byte[] hashOfRow(long inboxId) {
        LogWalk walk = new LogWalk(log.store, 1);
        return walk.places(0, 301).stream()
                .filter(place -> place.row().orElseThrow().id() == inboxId)
                .map(place -> new dev.bastide.audit.log.TreeHash()
                        .leaf(walk.leaf(place).orElseThrow().bytes()))
                .findFirst()
                .orElseThrow();
    }

    private void refusedByTheVerifier() throws Exception {
        Path bundle = log.bundle(folder.resolve("bundle"));
        Verifiers.Answer answer =
                verifiers.java(bundle.toString(), "--key", TestLog.key(bundle).toString());
        assertThat(answer.text()).startsWith("not proven");
        assertThat(answer.code()).isEqualTo(1);
        if (Verifiers.hasPython()) {
            assertThat(Verifiers.python(List.of(bundle + " --key " + TestLog.key(bundle)), folder))
                    .containsExactly(1);
        }
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }
}
