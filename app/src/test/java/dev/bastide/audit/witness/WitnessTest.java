package dev.bastide.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.log.NoteSigner;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.audit.sequencer.LogReader;
import dev.bastide.audit.sequencer.TestLog;
import dev.bastide.authority.Reason;
import dev.bastide.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Witnesses see each checkpoint grow out of the one before, and nothing else is cosigned (A111, A116). */
class WitnessTest {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9000-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final List<WitnessServer> servers = new ArrayList<>();
    private TestDatabase database;
    private TestLog log;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.copy();
        log = new TestLog(database, folder.resolve("home"), Clock.systemUTC());
        write(log, 5);
    }

    @AfterEach
    void close() {
        servers.forEach(WitnessServer::close);
        log.close();
        database.close();
    }

    @Test
    void holdsABundleThatTwoOfThreeHaveSeen() throws Exception {
        String policy = policy("a", "b") + "witness c " + key("c") + " http://127.0.0.1:1\n"
                + "group two 2 a b c\nquorum two\n";
        Witnesses witnesses = witnesses(log, policy);
        witnesses.round();
        write(log, 300);
        witnesses.round();
        write(log, 3);

        WitnessStanding standing = witnesses.standing();
        assertThat(standing.isSeen(Instant.now())).isTrue();
        assertThat(problems(standing)).containsExactly("record.witness.silent");
        Path bundle = log.bundle(folder.resolve("bundle"), FIRST, LAST, standing.witnessed());
        Path told = Files.writeString(folder.resolve("policy"), policy);
        assertThat(new Verifiers(folder.resolve("classes"))
                        .java(bundle.toString(), "--key", TestLog.key(bundle).toString(), "--policy", told.toString())
                        .text())
                .startsWith("proven");
        assertThat(witnesses.newest().orElseThrow().size()).isLessThan(log.size());
    }

    @Test
    void bitesWhereTooFewHaveSeenIt() throws Exception {
        Witnesses witnesses = witnesses(
                log, policy("a") + "witness c " + key("c") + " http://127.0.0.1:1\ngroup both all a c\nquorum both\n");
        witnesses.round();

        assertThat(witnesses.newest()).isEmpty();
        assertThat(witnesses.standing().isUnseen(Instant.now())).isTrue();
    }

    @Test
    void bitesAnotherHistoryOfTheSameLog() throws Exception {
        String policy = policy("a") + "quorum a\n";
        log.close();
        try (TestDatabase split = database.twin();
                TestLog other = new TestLog(split, folder.resolve("other"), Clock.systemUTC())) {
            write(log, 2);
            witnesses(log, policy).round();
            write(other, 4);
            Witnesses fooled = witnesses(other, policy);
            fooled.round();

            assertThat(problems(fooled.standing())).containsExactly(WitnessStanding.OTHER);
            assertThat(fooled.newest()).isEmpty();
        }
    }

    @Test
    void bitesADatabaseThatWasSetBack() throws Exception {
        String policy = policy("a") + "quorum a\n";
        log.close();
        try (TestDatabase backup = database.twin();
                TestLog restored = new TestLog(backup, folder.resolve("restored"), Clock.systemUTC())) {
            write(log, 20);
            witnesses(log, policy).round();
            Witnesses late = witnesses(restored, policy);
            late.round();

            assertThat(late.standing().witnesses().getFirst().contradiction())
                    .hasValueSatisfying(found -> assertThat(found.args().get(1)).isEqualTo(Long.toString(log.size())));
        }
    }

    @Test
    void holdsItsWordAfterAKill() throws Exception {
        String policy = policy("a") + "quorum a\n";
        witnesses(log, policy).round();
        LogReader.Signed first = log.reader.newest().orElseThrow();
        servers.removeFirst().close();

        write(log, 2);
        WitnessServer again = start("a", "--log", key());
        LogReader.Signed next = log.reader.newest().orElseThrow();

        assertThat(ask(again, 0, List.of(), next.note())).isEqualTo(new WitnessClient.Said(409, first.size() + "\n"));
        assertThat(ask(again, first.size(), log.reader.growth(next, first.size()), next.note())
                        .status())
                .isEqualTo(200);
        assertThat(ask(again, next.size(), List.of(), first.note()).status()).isEqualTo(400);
    }

    @Test
    void bitesAMemoryThatCannotBeRead() throws Exception {
        String policy = policy("a") + "quorum a\n";
        Witnesses witnesses = witnesses(log, policy);
        witnesses.round();
        try (var files = Files.list(folder.resolve("a"))) {
            Path memory = files.filter(file -> file.toString().endsWith(".checkpoint"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(memory, "nothing");
        }
        write(log, 1);
        witnesses.round();

        assertThat(problems(witnesses.standing())).containsExactly("record.witness.silent");
        servers.removeFirst().close();
        assertThatThrownBy(() -> start("a", "--log", key())).hasMessageContaining("is not the checkpoint");
    }

    @Test
    void bitesAStrangersLogAndASignatureOfAnother() throws Exception {
        WitnessServer witness = start("a", "--log", key());
        NoteSigner stranger = NoteSigner.ofLog("somebody.example/log", new byte[32]);
        String text = stranger.name() + "\n1\n" + "A".repeat(43) + "=\n";
        NoteSigner liar =
                NoteSigner.ofLog(log.reader.newest().orElseThrow().key().name(), new byte[32]);
        String ours = liar.name() + "\n1\n" + "A".repeat(43) + "=\n";

        assertThat(ask(witness, 0, List.of(), text + "\n" + stranger.sign(text)).status())
                .isEqualTo(404);
        assertThat(ask(witness, 0, List.of(), ours + "\n" + liar.sign(ours)).status())
                .isEqualTo(403);
    }

    @Test
    void bitesTwoQuestionsAtOnceOfWhichOneContradicts() throws Exception {
        start("a", "--log", key());
        log.close();
        try (TestDatabase split = database.twin();
                TestLog other = new TestLog(split, folder.resolve("other"), Clock.systemUTC())) {
            write(log, 2);
            write(other, 2);
            List<LogReader.Signed> heads = List.of(
                    log.reader.newest().orElseThrow(), other.reader.newest().orElseThrow());
            CountDownLatch go = new CountDownLatch(1);
            List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
            List<Thread> asking = heads.stream()
                    .map(head -> Thread.ofVirtual().start(() -> {
                        try {
                            go.await();
                            answers.add(ask(servers.getFirst(), 0, List.of(), head.note())
                                    .status());
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }))
                    .toList();
            go.countDown();
            for (Thread thread : asking) {
                thread.join();
            }

            assertThat(answers).containsExactlyInAnyOrder(200, 409);
        }
    }

    @Test
    void bitesWhateverIsNoRequest() throws Exception {
        WitnessServer witness = start("a", "--log", key());
        String note = log.reader.newest().orElseThrow().note();
        Random random = new Random(7);
        String tooMany = "old 0\n" + ("A".repeat(43) + "=\n").repeat(64);
        List<String> bodies = new ArrayList<>(List.of("", "\n\n", "old 0\n\n" + note.replace("\n", "\r\n")));
        for (String head :
                List.of("old\n", "old -1\n", "old 00\n", "old 0\nAAAA\n", "old " + Long.MAX_VALUE + "0\n", tooMany)) {
            bodies.add(head + "\n" + note);
        }
        for (int i = 0; i < 200; i++) {
            StringBuilder broken = new StringBuilder("old 0\n\n" + note);
            broken.setCharAt(random.nextInt(broken.length()), (char) random.nextInt(32, 127));
            bodies.add(broken.toString());
        }

        for (String body : bodies) {
            assertThat(raw(witness, body)).isIn(400, 403, 404, 409, 413, 422, 200);
        }
        assertThat(raw(witness, "old\n\n" + note)).isEqualTo(400);
        assertThat(raw(witness, "x".repeat(20_000))).isEqualTo(413);
    }

    @Test
    void bitesACosignatureWrittenIntoTheDatabase() throws Exception {
        Witnesses witnesses = witnesses(log, policy("a") + "quorum a\n");
        LogReader.Signed head = log.reader.newest().orElseThrow();
        NoteSigner forger = NoteSigner.ofWitness("a", new byte[32]);
        database.sql()
                .sql(
                        "insert into audit.cosignature (log, size, witness, note, line, cosigned_at) values (?, ?, 'a', ?, ?, now())")
                .params(head.log(), head.size(), head.note(), forger.cosign(head.note(), 1))
                .update();

        assertThat(witnesses.newest()).isEmpty();
        for (JdbcClient writer : List.of(database.sql(), database.owner())) {
            assertThatThrownBy(() -> writer.sql("update audit.cosignature set line = 'x'")
                            .update())
                    .isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> writer.sql("delete from audit.cosignature").update())
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void bitesATrueCosignatureMovedInTheDatabase() throws Exception {
        Witnesses witnesses = witnesses(log, policy("a") + "quorum a\n");
        witnesses.round();
        long seen = witnesses.newest().orElseThrow().size();
        write(log, 5);
        for (long size : new long[] {log.size(), log.size() + 100_000}) {
            database.sql()
                    .sql(
                            "insert into audit.cosignature (log, size, witness, note, line, cosigned_at)"
                                    + " select log, ?, witness, note, line, timestamptz '2099-01-01' from audit.cosignature where size = ?")
                    .params(size, seen)
                    .update();
        }

        assertThat(witnesses.newest().orElseThrow().size()).isEqualTo(seen);
        assertThat(witnesses.standing().isUnseen(Instant.now().plus(Duration.ofDays(2))))
                .isTrue();
        witnesses.round();
        assertThat(witnesses.newest().orElseThrow().size()).isEqualTo(log.size());
    }

    @Test
    void bitesAWitnessThatNeverEndsItsAnswer() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        slow.accept()
                                .getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx"
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            Witnesses witnesses = witnesses(
                    log,
                    "witness s " + key("s") + " http://127.0.0.1:" + slow.getLocalPort() + "\n" + policy("a")
                            + "quorum a\n");
            witnesses.round();

            assertThat(problems(witnesses.standing())).containsExactly("record.witness.silent");
            assertThat(witnesses.newest()).isPresent();
        }
    }

    @Test
    void bitesAWrongPolicyAndWrongWords() throws Exception {
        for (String wrong : List.of(
                "",
                "quorum a\n",
                "witness a " + key("a") + "\nquorum a\n",
                "quorum none\nquorum none\n",
                "witness a " + key("a") + " file:///etc/passwd\nquorum a\n",
                "group g 2 a\nquorum g\n")) {
            assertThat(witnesses(log, wrong).standing().fault().map(Reason::key))
                    .as(wrong)
                    .hasValue("record.witness.policy-wrong");
        }
        assertThat(witnesses(log, policy("a") + "quorum none\n").newest()).isEmpty();
        assertThatThrownBy(() -> start("b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> start("b", "--log", "nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    private String key() {
        return log.reader.newest().orElseThrow().key().line();
    }

    private static void write(TestLog log, int records) throws Exception {
        for (int i = 0; i < records; i++) {
            log.append("record " + i);
        }
        log.settle();
    }

    private Witnesses witnesses(TestLog log, String policy) throws IOException {
        Files.writeString(Files.createDirectories(log.home()).resolve(Witnesses.POLICY), policy);
        return new Witnesses(log.reader, new CosignatureRows(log.sql()), log.home());
    }

    private String policy(String... names) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            WitnessServer server = start(name, "--log", key());
            lines.append("witness %s %s http://127.0.0.1:%d/\n".formatted(name, key(name), server.port()));
        }
        return lines.toString();
    }

    private WitnessServer start(String name, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("--home", folder.resolve(name).toString(), "--port", "0"));
        if (!List.of(more).contains("--name")) {
            words.addAll(List.of("--name", name));
        }
        words.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WitnessServer server = WitnessCommand.start(
                words, new PrintStream(out, true, StandardCharsets.UTF_8), new SecureRandom(), Clock.systemUTC());
        servers.add(server);
        return server;
    }

    private String key(String name) throws IOException {
        Path file = folder.resolve(name).resolve("witness.key");
        byte[] seed = new byte[32];
        if (Files.exists(file)) {
            seed = HexFormat.of().parseHex(Files.readAllLines(file).get(1));
        }
        return NoteSigner.ofWitness(name, seed).verifierKey();
    }

    private static List<String> problems(WitnessStanding standing) {
        return standing.witnesses().stream()
                .flatMap(one -> one.problem().map(Reason::key).stream())
                .toList();
    }

    private static WitnessClient.Said ask(WitnessServer witness, long old, List<byte[]> proof, String note)
            throws IOException {
        try (WitnessClient client = new WitnessClient()) {
            return client.ask(URI.create("http://127.0.0.1:" + witness.port()), old, proof, note);
        }
    }

    private static int raw(WitnessServer witness, String body) throws IOException {
        var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + witness.port() + WitnessServer.PATH)
                .toURL()
                .openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return connection.getResponseCode();
    }
}
