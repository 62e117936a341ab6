package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogStanding;
import dev.bastide.audit.RecordProof;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.vault.KeyFile;
import dev.bastide.vault.Keys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the inbox into the signed log: everything, once, in order, and proven by two verifiers. */
class SequencerTest {
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
        log = new TestLog(database, folder.resolve("home"), clock);
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void whatWasAppendedIsProven() throws Exception {
        append(300);
        log.settle();
        append(300);
        log.settle();

        assertThat(log.size()).isEqualTo(601);
        proven("601 read and checked");
    }

    @Test
    void contentIsKeptWhole() throws Exception {
        byte[] noText = {0, (byte) 0xff, 27, (byte) 0xfe};
        database.transaction().executeWithoutResult(status -> log.audit.append(TestAudit.record("raw"), noText));
        database.transaction()
                .executeWithoutResult(status -> log.audit.append(TestAudit.record("big"), new byte[65_536]));
        log.append(saying("\u0000 and \u202e and \ufeff"));
        log.append(saying("half \ud83d of a pair"));
        log.append(saying("重".repeat(AuditRecord.CONTENT_CHARACTERS_MAX)));
        log.settle();

        Path bundle = proven("6 read and checked");

        assertThat(bundle.resolve("blob"))
                .isDirectoryContaining(file -> file.toFile().length() == 65_536);
        assertThat(bundle.resolve("blob"))
                .isDirectoryContaining(file -> file.toFile().length() == 196_608);
    }

    @Test
    void whoCommitsLateIsNotPassedOver() throws Exception {
        try (Connection late = database.dataSource().getConnection()) {
            late.setAutoCommit(false);
            insert(late, "late");
            log.append("early");
            log.sequencer.pass();
            append(20);
            log.sequencer.pass();
            long before = log.number("select coalesce(max(size), 0) from audit.log_head");
            late.commit();
            log.settle();

            assertThat(before).isLessThan(log.size());
        }

        assertThat(log.size()).isEqualTo(23);
        proven("23 read and checked");
    }

    @Test
    void aSecondOneWaitsAndWritesNothing() throws Exception {
        try (TestLog second = new TestLog(database, folder.resolve("home"), clock)) {
            log.append("first");
            log.settle();
            second.append("second");
            second.sequencer.pass();
            assertThat(second.reader.standing().role()).isEqualTo(LogStanding.Role.FOLLOWS);
            assertThat(log.unplaced()).isEqualTo(1);

            log.close();
            second.settle();
            assertThat(second.reader.standing().role()).isEqualTo(LogStanding.Role.LEADS);
        }
        proven("3 read and checked");
    }

    @Test
    void manyAtOnceWriteOneLog() throws Exception {
        List<TestLog> programs = IntStream.range(0, 4)
                .mapToObj(i -> new TestLog(database, folder.resolve("home"), clock))
                .toList();
        CountDownLatch over = new CountDownLatch(programs.size());
        for (TestLog program : programs) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 40; i++) {
                    program.append("of many");
                    program.sequencer.pass();
                }
                program.close();
                over.countDown();
            });
        }
        over.await();
        log.settle();

        assertThat(log.size()).isEqualTo(161);
        proven("161 read and checked");
    }

    @Test
    void theClockMayJumpByADay() throws Exception {
        log.send("clock", 1, TestAudit.record("now"), clock.instant());
        log.settle();
        log.send("clock", 2, TestAudit.record("tomorrow"), clock.instant().plus(Duration.ofDays(1)));
        log.settle();
        log.send("clock", 3, TestAudit.record("yesterday"), clock.instant().minus(Duration.ofDays(1)));
        append(5);
        log.settle();

        proven("9 read and checked");
    }

    @Test
    void aNewDayHasAKeyOfItsOwnFromTheNextTile() throws Exception {
        append(300);
        log.settle();
        log.send("clock", 1, TestAudit.record("tomorrow"), clock.instant().plus(Duration.ofDays(1)));
        append(300);
        log.settle();

        assertThat(log.number("select count(*) from audit.log_segment")).isEqualTo(2);
        assertThat(log.number("select max(first) from audit.log_segment")).isEqualTo(512);
        proven("602 read and checked");
    }

    @Test
    void aNumberSentTwiceIsWrittenOnceAndALostOneIsDeclared() throws Exception {
        Instant then = clock.instant().minus(Duration.ofMinutes(5));
        AuditRecord one = TestAudit.record("one");
        log.send("agent", 2, TestAudit.record("two"), then);
        log.send("agent", 1, one, then);
        for (int again = 0; again < 5; again++) {
            log.send("agent", 1, one, then);
        }
        log.send("agent", 6, TestAudit.record("six"), then);
        log.send("agent", 1, TestAudit.record("another one"), then);
        log.settle();
        log.send("agent", 4, TestAudit.record("four, late"), then);
        log.send("agent", 7, TestAudit.record("seven"), then);
        log.settle();

        assertThat(log.number("select count(*) from audit.log_repeat")).isEqualTo(5);
        assertThat(log.number("select count(*) from audit.log_entry where form = 'declared'"))
                .isEqualTo(2);
        assertThat(log.number("select count(*) from audit.log_entry where form = 'late'"))
                .isEqualTo(2);
        Path bundle = proven("8 read and checked");
        assertThat(verifiers.java(bundle.toString()).text()).contains("3 ");
    }

    @Test
    void aMissingNumberIsWaitedForAWhile() throws Exception {
        log.send("agent", 1, TestAudit.record("one"), clock.instant());
        log.send("agent", 3, TestAudit.record("three"), clock.instant());
        log.append("unnumbered");
        dev.bastide.testing.Eventually.holds("the others are placed", Duration.ofSeconds(60), () -> {
            log.sequencer.pass();
            return log.unplaced() == 1;
        });
        log.send("agent", 2, TestAudit.record("two"), clock.instant());
        log.settle();
        log.send("agent", 5, TestAudit.record("five"), clock.instant());
        log.sequencer.pass();
        assertThat(log.unplaced()).isEqualTo(1);

        clock.advance(SourceOrder.PATIENCE.plusSeconds(1));
        log.settle();

        proven("7 read and checked");
    }

    @Test
    void whatCannotBeOpenedTakesItsPlaceAndSaysSo() throws Exception {
        log.append("before");
        UUID broken = UUID.randomUUID();
        database.sql().sql("""
                insert into audit.inbox (key_id, record_id, payload)
                select key_id, :id, payload from audit.inbox limit 1
                """).param("id", broken).update();
        log.append("after");
        log.settle();

        assertThat(log.reader.standing().unreadable()).isEqualTo(1);
        RecordProof proof = log.reader.proof(broken).orElseThrow();
        assertThat(proof.holds()).isTrue();
        assertThat(proof.leaf()).contains("audit.unreadable", broken.toString());
        Path bundle = proven("4 read and checked");
        assertThat(verifiers.java(bundle.toString()).text()).contains("1 could not be opened by the log itself");
    }

    @Test
    void nobodyElseDeclaresAGap() throws Exception {
        log.append(new AuditRecord(
                TestAudit.record("x").tag(),
                clock.instant(),
                SourceOrder.GAP,
                "u",
                "n",
                "g",
                "192.0.2.1",
                TestAudit.record("x").method(),
                "7-1",
                TestAudit.record("x").result(),
                null,
                null,
                "source:app",
                null));
        log.settle();

        assertThat(log.reader.standing().unreadable()).isEqualTo(1);
        proven("2 read and checked");
    }

    @Test
    void everyRecordHasAProof() throws Exception {
        append(700);
        log.settle();

        List<UUID> ids = database.sql()
                .sql("select record_id from audit.inbox order by id")
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        for (int i = 0; i < ids.size(); i += 61) {
            RecordProof proof = log.reader.proof(ids.get(i)).orElseThrow();
            assertThat(proof.holds()).isTrue();
            assertThat(proof.text()).startsWith("c2sp.org/tlog-proof@v1\nindex " + proof.index() + "\n");
        }
    }

    @Test
    void aPartIsProvenAndTheRestWithheld() throws Exception {
        append(600);
        log.settle();
        Instant from = clock.instant();
        append(300);
        log.settle();
        Instant until = log.reader.head().orElseThrow().loggedAt().plusMillis(1);

        Path bundle = log.bundle(folder.resolve("part"), from, until);

        Verifiers.Answer answer =
                verifiers.java(bundle.toString(), "--key", TestLog.key(bundle).toString());
        assertThat(answer.text()).startsWith("proven").contains("512 by their hashes only");
        assertThat(answer.code()).isZero();
        pythonProves(bundle);
        Path none = log.bundle(folder.resolve("none"), Instant.EPOCH, Instant.EPOCH);
        assertThat(verifiers.java(none.toString()).code()).isZero();
    }

    @Test
    void theCommandShowsWhoSigns() throws Exception {
        log.append("one");
        log.settle();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Path home = folder.resolve("home");

        int exit = new Keys(home, KeyFile.of(home, "", "", new SecureRandom()), out, out).run(List.of("show"));

        LogStanding.SignedHead head = log.reader.standing().head().orElseThrow();
        assertThat(exit).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(head.verifierKey(), head.fingerprint(), "key.pub");
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            log.append("of " + count);
        }
    }

    private static AuditRecord saying(String content) {
        AuditRecord like = TestAudit.record("saying");
        return new AuditRecord(
                like.tag(),
                like.time(),
                like.operation(),
                like.userId(),
                like.userName(),
                like.userGroup(),
                like.ipAddress(),
                like.method(),
                content,
                like.result(),
                null,
                null,
                null,
                null);
    }

    private void insert(Connection connection, String word) throws Exception {
        var sealed = log.cipher.seal(TestAudit.record(word));
        try (PreparedStatement insert =
                connection.prepareStatement("insert into audit.inbox (key_id, record_id, payload) values (?, ?, ?)")) {
            insert.setObject(1, sealed.keyId());
            insert.setObject(2, sealed.recordId());
            insert.setBytes(3, sealed.payload());
            insert.executeUpdate();
        }
    }

    private Path proven(String words) throws Exception {
        Path bundle = log.bundle(folder.resolve("bundle"));
        Verifiers.Answer answer =
                verifiers.java(bundle.toString(), "--key", TestLog.key(bundle).toString());
        assertThat(answer.text()).startsWith("proven").contains(words);
        assertThat(answer.code()).isZero();
        assertThat(log.reader.check()).isEmpty();
        assertThat(Files.readString(folder.resolve("home/log/checkpoint")))
                .isEqualTo(log.reader.head().orElseThrow().note());
        pythonProves(bundle);
        return bundle;
    }

    private void pythonProves(Path bundle) throws Exception {
        if (Verifiers.hasPython()) {
            String line = bundle + " --key " + TestLog.key(bundle);
            assertThat(Verifiers.python(List.of(line), folder)).containsExactly(0);
        }
    }
}
