package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Quarantine;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.intake.Feeder.Answer;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** JSON lines from the door to the record: whole, counted by source, and never twice. (A67, A114) */
@BastideTest
@Import(Feeder.class)
class LinesTest {
    private static final String GOOD = "{\"time\":\"2026-11-22T10:00:00Z\",\"user\":\"%s\",\"ip\":\"10.0.0.9\","
            + "\"action\":\"file.read\",\"method\":\"api\",\"message\":\"read it\",\"outcome\":\"denied\",\"family\":\"access\"}\n";

    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Autowired
    private TestPeople people;

    @Autowired
    private Quarantine quarantine;

    @Autowired
    private SourceList list;

    @Autowired
    private JdbcClient sql;

    private Source source;
    private String token;

    @BeforeEach
    void source() {
        source = feeder.source(SourceKind.HTTP, "");
        token = feeder.token(source);
    }

    @Test
    void aKnownPersonIsMappedToTheTenFields() {
        TestPeople.Someone nora = people.with("operator");
        String line = GOOD.formatted(nora.login());

        Answer answer = Feeder.lines(port, source, token, line);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("recorded").asInt()).isEqualTo(1);
        AuditRecord entry = feeder.records(source).getFirst().entry();
        assertThat(entry.tag()).isEqualTo(Tag.OPERATION);
        assertThat(entry.time()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(entry.operation()).isEqualTo("intake/" + source.name() + "/file.read");
        assertThat(entry.userId()).isEqualTo(nora.login());
        assertThat(entry.userName()).isEqualTo("Test " + nora.login());
        assertThat(entry.ipAddress()).isEqualTo("10.0.0.9");
        assertThat(entry.method()).isEqualTo(AccessMethod.API);
        assertThat(entry.result()).isEqualTo(Result.REFUSED);
        assertThat(entry.content()).isEqualTo(line.strip());
        assertThat(entry.objectId()).isEqualTo("source:" + source.name());
    }

    @Test
    void whatNobodySaidIsUnknownAndFlagged() {
        Feeder.lines(
                port,
                source,
                token,
                "{\"ts\":1763834400,\"msg\":\"hello\",\"user\":\"mallory\",\"host\":\"elsewhere\"}");

        AuditRecord entry = feeder.records(source).getFirst().entry();
        assertThat(entry.userId()).isEqualTo("unknown");
        assertThat(entry.userName()).isEqualTo("?mallory");
        assertThat(entry.userGroup()).isEqualTo("unknown");
        assertThat(entry.ipAddress()).isEqualTo("0.0.0.0");
        assertThat(entry.method()).isEqualTo(AccessMethod.UNKNOWN);
        assertThat(entry.result()).isEqualTo(Result.UNKNOWN);
        assertThat(entry.sessionId())
                .isEqualTo("intake:unknown:operation,user_id,user_name,user_group,ip_address,method,result,host");
        assertThat(entry.objectId()).isEqualTo("unknown-host:elsewhere");
        assertThat(feeder.tally(source).partial()).isEqualTo(1);
    }

    @Test
    void aForeignRecordPassesForNoActOfOurs() {
        Feeder.lines(
                port,
                source,
                token,
                "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\",\"operation\":\"audit.gap\",\"user\":\"ev\u202Ee\\nroot\"}\n");

        AuditRecord entry = feeder.records(source).getFirst().entry();
        assertThat(entry.operation()).isEqualTo("intake/" + source.name() + "/audit.gap");
        assertThat(entry.userId()).isEqualTo("unknown");
        assertThat(entry.userName()).isEqualTo("unknown");
        assertThat(entry.content())
                .as("the whole, as it came")
                .contains("\u202E")
                .contains("\\nroot");
    }

    @Test
    void whatCannotBeARecordIsHeldAndCountedBySource() throws Exception {
        String body = GOOD.formatted("x") + "no json\n{\"message\":\"no time\"}\n{\"time\":\"2026-11-22T10:00:00Z\"}\n"
                + "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"" + "y".repeat(70_000) + "\"}\n"
                + GOOD.formatted("z");

        Answer answer = Feeder.lines(port, source, token, body);

        assertThat(answer.json().path("received").asInt()).isEqualTo(6);
        assertThat(answer.json().path("recorded").asInt()).isEqualTo(2);
        assertThat(answer.json().path("quarantined").asInt()).isEqualTo(4);
        assertThat(answer.json().path("problems").get(1).path("line").asInt()).isEqualTo(3);
        assertThat(answer.json().path("problems").get(1).path("why").asString()).isEqualTo("time is missing");
        assertThat(quarantine.counts()).contains(new Quarantine.Held(source.logName(Tally.Stream.OWN), 4));
        Tally tally = feeder.tally(source);
        assertThat(tally.received()).isEqualTo(6).isEqualTo(tally.recorded() + tally.quarantined());
        Eventually.holds(
                "the log has all six numbers of the source",
                Duration.ofSeconds(20),
                () -> list.proofs(source).getFirst().isLogged()
                        && list.proofs(source).getFirst().logged() == 6);
    }

    @Test
    void anAbsurdTimeIsHeldAndTold() {
        String line = "{\"time\":\"%s\",\"message\":\"x\"}\n";
        String body = line.formatted("+999999999-12-31T23:59:59Z")
                + line.formatted("-999999999-01-01T00:00:00Z")
                + line.formatted("9999-12-31T23:59:59Z")
                + GOOD.formatted("x");

        Answer answer = Feeder.lines(port, source, token, body);

        assertThat(answer.json().path("recorded").asInt()).isEqualTo(1);
        assertThat(answer.json().path("quarantined").asInt()).isEqualTo(3);
        assertThat(answer.json().path("problems").get(0).path("why").asString()).startsWith("time is not usable");
        assertThat(feeder.tally(source).quarantined()).isEqualTo(3);
        assertThat(feeder.records(source)).hasSize(1);
    }

    @Test
    void aCanaryInJsonIsRecordedAsTheManualHasIt() {
        Answer answer = Feeder.lines(
                port,
                source,
                token,
                "{\"time\":\"2026-11-22T10:00:00Z\",\"action\":\"bastide-canary\",\"family\":\"login\"}");

        assertThat(answer.json().path("recorded").asInt()).as(answer.body()).isEqualTo(1);
    }

    @Test
    void theDatabaseKeepsTheSum() {
        Feeder.lines(port, source, token, GOOD.formatted("x"));

        assertThatThrownBy(() -> set("received = received + 1")).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> set("next_number = next_number + 1")).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> set("received = 0, recorded = 0, partial = 0, next_number = 1"))
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> sql.sql("delete from intake.tally where source = ?")
                        .param(source.id())
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    private void set(String what) {
        sql.sql("update intake.tally set " + what + " where source = ?")
                .param(source.id())
                .update();
    }

    @Test
    void aNumberedBatchSentAgainIsAnsweredAgainAndWrittenOnce() {
        String body = GOOD.formatted("a") + GOOD.formatted("b") + "held\n";

        Answer first = Feeder.lines(port, source, token, body, "Bastide-Sequence", "1");
        Answer again = Feeder.lines(port, source, token, body, "Bastide-Sequence", "1");

        assertThat(first.json().path("repeated").asBoolean()).isFalse();
        assertThat(again.json().path("repeated").asBoolean()).isTrue();
        assertThat(again.json().path("recorded").asInt()).isEqualTo(2);
        assertThat(again.json().path("next").asLong()).isEqualTo(4);
        assertThat(feeder.records(source)).hasSize(2);
        assertThat(feeder.tally(source))
                .satisfies(tally -> assertThat(tally.received()).isEqualTo(3))
                .satisfies(tally -> assertThat(tally.repeated()).isEqualTo(3));
    }

    @Test
    void otherContentUnderOldNumbersIsRefusedWhole() {
        Feeder.lines(port, source, token, GOOD.formatted("a") + GOOD.formatted("b"), "Bastide-Sequence", "1");

        for (String sequence : new String[] {"1", "2"}) {
            Answer other = Feeder.lines(port, source, token, GOOD.formatted("c"), "Bastide-Sequence", sequence);
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.json().path("detail").asString()).contains("next number is 3");
        }
        assertThat(feeder.tally(source).received()).isEqualTo(2);
        assertThatThrownBy(() -> sql.sql("""
                        insert into intake.batch (source, first_number, lines, sha256, recorded, partial, quarantined, at)
                        values (?, 2, 5, sha256('x'), 5, 0, 0, now())
                        """).param(source.id()).update()).isInstanceOf(DataAccessException.class);
    }

    @Test
    void aGapIsCountedUntilItIsFilled() {
        Feeder.lines(port, source, token, GOOD.formatted("a"), "Bastide-Sequence", "1");
        Feeder.lines(port, source, token, GOOD.formatted("d"), "Bastide-Sequence", "4");
        assertThat(feeder.tally(source).missing()).isEqualTo(2);
        assertThat(feeder.tally(source).isWhole()).isFalse();

        Feeder.lines(port, source, token, GOOD.formatted("b") + GOOD.formatted("c"), "Bastide-Sequence", "2");

        assertThat(feeder.tally(source).missing()).isZero();
        assertThat(feeder.tally(source).received()).isEqualTo(4);
    }

    @Test
    void aLeapThatNoSenderMakesIsRefusedAndShutsNothing() {
        for (String far : new String[] {"9007199254740992", "999999999999999999", "1000000002"}) {
            Answer leap = Feeder.lines(port, source, token, GOOD.formatted("a"), "Bastide-Sequence", far);
            assertThat(leap.status()).as(far).isEqualTo(400);
            assertThat(leap.json().path("detail").asString()).contains("the next one, 1");
        }
        assertThat(feeder.tally(source).received()).isZero();
        for (String taken : new String[] {"1000000001", "1000000002", "1"}) {
            assertThat(Feeder.lines(port, source, token, GOOD.formatted("a"), "Bastide-Sequence", taken)
                            .status())
                    .as(taken)
                    .isEqualTo(200);
        }
    }

    @Test
    void packedBodiesAreTakenAndBombsAreNot() throws IOException {
        String lines =
                IntStream.range(0, 500).mapToObj(i -> GOOD.formatted("u" + i)).collect(Collectors.joining());
        String path = "/api/v1/intake/" + source.name();

        Answer packed = Feeder.send(
                port, path, token, gzip(lines.getBytes(StandardCharsets.UTF_8)), "Content-Encoding", "gzip");
        Answer bomb = Feeder.send(port, path, token, gzip(new byte[200 << 20]), "Content-Encoding", "gzip");
        Answer broken = Feeder.send(port, path, token, new byte[] {1, 2, 3}, "Content-Encoding", "gzip");
        Answer other = Feeder.send(port, path, token, new byte[] {1, 2, 3}, "Content-Encoding", "br");
        Answer large = Feeder.send(port, path, token, new byte[9 << 20]);
        Answer wide = Feeder.lines(port, source, token, "x".repeat(250_000));

        assertThat(packed.json().path("recorded").asInt()).isEqualTo(500);
        assertThat(bomb.status()).isEqualTo(413);
        assertThat(broken.status()).isEqualTo(400);
        assertThat(other.status()).isEqualTo(415);
        assertThat(large.status()).isEqualTo(413);
        assertThat(wide.status()).isEqualTo(413);
        assertThat(feeder.tally(source).received()).isEqualTo(500);
    }

    @Test
    void onlyTheTokenOfThatSourceOpens() {
        Source other = feeder.source(SourceKind.HTTP, "");
        Source elsewhere = feeder.source(SourceKind.HTTP, "192.0.2.7");
        String far = feeder.token(elsewhere);
        String body = GOOD.formatted("x");

        assertThat(Feeder.lines(port, source, "", body).status()).isEqualTo(401);
        assertThat(Feeder.lines(port, source, "bsi_" + "0".repeat(48), body).status())
                .isEqualTo(401);
        assertThat(Feeder.lines(port, source, people.token(feeder.anna.id()), body)
                        .status())
                .isEqualTo(401);
        assertThat(Feeder.lines(port, other, token, body).status()).isEqualTo(401);
        assertThat(Feeder.lines(port, elsewhere, far, body).status()).isEqualTo(401);

        assertThat(feeder.tally(source).received()).isZero();
        assertThat(feeder.tally(elsewhere).received()).isZero();
        assertThat(feeder.records("operation", "intake.refuse"))
                .anyMatch(stored -> stored.entry().content().contains("the token of another source"));
    }

    @Test
    void aFloodOfWrongTokensDoesNotFloodTheRecord() {
        long before = feeder.records("operation", "intake.refuse").size();

        for (int i = 0; i < 60; i++) {
            Feeder.lines(port, source, "bsi_wrong" + i, "x");
        }

        assertThat(feeder.records("operation", "intake.refuse").size() - before).isLessThanOrEqualTo(2);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
