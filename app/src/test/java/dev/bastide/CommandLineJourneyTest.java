package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second journey as its users walk it: the program in a process of its own, {@code ./bastide}, plain {@code ssh} and
 * a real sshd. Every refusal on the way is real, too.
 */
class CommandLineJourneyTest {

    private static final Path CLI = Path.of("../bastide").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private int httpPort;
    private int sshPort;

    @AfterEach
    void stopWhatRuns() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void anOperationFromSetUpToRecord() throws Exception {
        assumeTrue(RealSshd.present(), "needs /usr/sbin/sshd");
        keyPair("carl");
        keyPair("door");
        try (RealSshd sshd = RealSshd.start(folder.resolve("sshd"), List.of(publicKey("door")), List.of())) {
            start();
            helpsByItself();
            looksForTheServerBeforeItAsks();
            foundsOnce(sshd);
            refusesProductionWithoutRehearsal();
            rehearses();
            operatesOnProduction();
            tellsTheAuditor();
            survivesBeingKilled();
            endsWithTheDuty();
        }
    }

    private void helpsByItself() throws Exception {
        String all =
                "login,operation,operation request,operation edit,operation approve,operation reject,operation watch,"
                        + "operation settle,operation extend,operation cancel,session,audit search,person,founding,setup,keys,"
                        + "backup,restore,recover";
        for (String words : all.split(",", -1)) {
            List<String> command = new ArrayList<>(List.of(words.split(" ", -1)));
            command.add("--help");
            assertThat(bastide("", command.toArray(String[]::new)).ok().out())
                    .as(words)
                    .startsWith("Usage: ./bastide ")
                    .contains("./bastide " + words.split(" ", -1)[0], "Example:\n");
        }
        assertThat(bastide("", "operation", "request", "--help").ok().out())
                .contains("--window DURATION", "Exit codes: 0 done, 1 failed, 2 wrong input, 3 refused");

        Program.Result vote = bastide("carl", "operation", "approve", "OP-000001");
        assertThat(vote.exit()).isEqualTo(2);
        assertThat(vote.err()).contains("--evaluation is missing", "--code is missing", "operation approve --help");
        Program.Result code = bastide("carl", "operation", "reject", "OP-000001", "--evaluation", "read it, not now");
        assertThat(code.exit()).isEqualTo(2);
        assertThat(code.err()).contains("--code is missing").doesNotContain("--evaluation is missing");
    }

    private void looksForTheServerBeforeItAsks() throws Exception {
        String nobody = "https://localhost:" + RealSshd.freePort();
        Program.Result away = Program.of(CLI.toString(), "login", "--login", "carl")
                .environment(Map.of("BASTIDE_URL", nobody))
                .run();
        assertThat(away.exit()).isEqualTo(4);
        assertThat(away.err()).contains(nobody).doesNotContain("Password");

        Program.Result stranger = Program.of(CLI.toString(), "login", "--login", "carl")
                .environment(Map.of("BASTIDE_URL", "https://localhost:" + httpPort, "BASTIDE_HOME", folder.toString()))
                .run();
        assertThat(stranger.exit()).isEqualTo(4);
        assertThat(stranger.err()).contains("BASTIDE_CA", "tls/certificate.pem").doesNotContain("Password");
        assertThat(Program.of(CLI.toString(), "login", "--login", "carl")
                        .environment(Map.of(
                                "BASTIDE_URL",
                                "https://localhost:" + httpPort,
                                "BASTIDE_CA",
                                folder.resolve("home/tls/certificate.pem").toString()))
                        .run()
                        .err())
                .contains("Password");
    }

    private void foundsOnce(RealSshd sshd) throws Exception {
        Path file = folder.resolve("setup.yaml");
        Files.writeString(file, setup(sshd));

        assertThat(bastide("", "setup", file.toString()).exit()).isZero();
        Program.Result again = bastide("", "setup", file.toString());

        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.err()).contains("empty installation");
        assertThat(bastide("", "operation", "list").exit())
                .as("without a token")
                .isEqualTo(3);
    }

    private void refusesProductionWithoutRehearsal() throws Exception {
        Program.Result asked = ask("/shop/web-01");

        assertThat(asked.exit()).isEqualTo(3);
        assertThat(asked.err()).contains("A50");
        Program.Result login = ssh("carl%web-01", "id");
        assertThat(login.exit()).isEqualTo(3);
        assertThat(login.err()).contains("A47");
    }

    private void rehearses() throws Exception {
        assertThat(ask("/lab/lab-01").ok().out()).isEqualTo("OP-000001\n");
        assertThat(approve("carl", "OP-000001").exit()).as("the asker approves").isEqualTo(3);
        approve("ben", "OP-000001").ok();
        approve("dora", "OP-000001").ok();

        assertThat(ssh("carl%lab-01", "echo restart").ok().out()).isEqualTo("restart\n");
        assertThat(ssh("carl%lab-01", "echo active").ok().out()).isEqualTo("active\n");
        bastide("carl", "operation", "finish", "OP-000001").ok();
    }

    private void operatesOnProduction() throws Exception {
        assertThat(ask("/shop/web-01").ok().out()).isEqualTo("OP-000002\n");
        Program.Result other = approve("eva", "OP-000002", "--hash", "0".repeat(64));
        assertThat(other.exit()).as("a content that was not read").isEqualTo(3);
        assertThat(approve("eva", "OP-000002").ok().err())
                .as("what is voted on")
                .contains("OP-000002", "echo restart");
        assertThat(ssh("carl%web-01", "echo restart").exit()).as("one approval").isEqualTo(3);
        approve("finn", "OP-000002").ok();

        assertThat(ssh("carl%web-01", "echo restart").ok().out()).isEqualTo("restart\n");
        assertThat(ssh("carl%web-01", "exit 7").exit()).isEqualTo(7);
    }

    private void tellsTheAuditor() throws Exception {
        String found = bastide("ida", "audit", "search", "--user", "carl", "--json")
                .ok()
                .out();
        assertThat(found).contains("OP-000002", "echo restart", "refused");
        assertThat(bastide("carl", "audit", "search").exit())
                .as("an operator reads the record")
                .isEqualTo(3);
        assertThat(bastide("ida", "audit", "search", "--change", "OP-000002", "--order", "oldest")
                        .ok()
                        .out())
                .containsSubsequence(
                        "  operation.request  ",
                        "  approval.vote  eva  ",
                        "  approval.vote  finn  ",
                        "  permit.issue  ",
                        "  bastion.login  carl  ",
                        "  session.open  carl  ",
                        "  session.end  carl  ")
                .doesNotContain("OP-000001");
        String sessions = bastide("ida", "session", "list").ok().out();
        assertThat(sessions).contains("web-01", "lab-01");
    }

    private void survivesBeingKilled() throws Exception {
        Process program = started.getLast();
        program.destroyForcibly().waitFor();
        start();

        assertThat(bastide("ida", "session", "list").ok().out()).contains("web-01");
        assertThat(bastide("carl", "operation", "show", "OP-000002").ok().out()).contains("OP-000002");
    }

    private void endsWithTheDuty() throws Exception {
        bastide("anna", "person", "change-duty", "carl", "auditor").ok();

        assertThat(ssh("carl%web-01", "id").exit()).isNotZero();
        assertThat(bastide("carl", "operation", "list").exit())
                .as("a token of the old duty")
                .isEqualTo(3);
    }

    private Program.Result ask(String host) throws Exception {
        return bastide(
                "carl",
                "operation",
                "request",
                "--host",
                host,
                "--account",
                System.getProperty("user.name"),
                "--spec",
                "restart-web",
                "--window",
                "2h",
                "--reason",
                "the certificate was renewed and has to be read");
    }

    private Program.Result approve(String login, String operation, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "operation",
                "approve",
                operation,
                "--evaluation",
                "read both steps, nothing is lost",
                "--code",
                code(login)));
        words.addAll(List.of(more));
        return bastide(login, words.toArray(String[]::new));
    }

    private Program.Result bastide(String login, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(CLI.toString()));
        command.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>();
        environment.put("BASTIDE_HOME", folder.resolve("home").toString());
        environment.put("BASTIDE_URL", "https://localhost:" + httpPort);
        environment.put("BASTIDE_TOKEN", login.isEmpty() ? "" : token(login));
        return Program.of(command).environment(environment).run();
    }

    private Program.Result ssh(String user, String command) throws Exception {
        Path answer = folder.resolve("answer");
        Files.writeString(answer, "#!/bin/sh\necho " + code("carl") + "\n");
        Files.setPosixFilePermissions(answer, PosixFilePermissions.fromString("rwx------"));
        return Program.of(
                        "ssh",
                        "-p",
                        Integer.toString(sshPort),
                        "-i",
                        folder.resolve("carl").toString(),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "LogLevel=ERROR",
                        "-o",
                        "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                        user + "@127.0.0.1",
                        command)
                .environment(Map.of("SSH_ASKPASS", answer.toString(), "SSH_ASKPASS_REQUIRE", "force"))
                .run();
    }

    private void start() throws Exception {
        httpPort = RealSshd.freePort();
        sshPort = RealSshd.freePort();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        "dev.bastide.Bastide",
                        "--home",
                        folder.resolve("home").toString(),
                        "--http-port",
                        Integer.toString(httpPort),
                        "--ssh-port",
                        Integer.toString(sshPort))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started.add(process);
        Eventually.holds("the program is healthy", START, () -> {
            assertThat(process.isAlive())
                    .as("%s", Files.readString(folder.resolve("log")))
                    .isTrue();
            return healthy();
        });
    }

    private boolean healthy() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/healthz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"up\"");
        } catch (IOException e) {
            return false;
        }
    }

    private void keyPair(String name) throws Exception {
        Program.of(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        folder.resolve(name).toString())
                .run()
                .ok();
    }

    private String publicKey(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".pub")).strip();
    }

    private static String token(String login) {
        return "bst_" + (login + "0".repeat(40)).substring(0, 40);
    }

    private static String secret(String login) {
        return login.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + "BSWY3DPEHPK3PXPJBSWY3DPEHPK3PX7";
    }

    private static String code(String login) {
        return Totp.codeAt(Base32.decode(secret(login)), Clock.systemUTC().instant());
    }

    private String setup(RealSshd sshd) throws IOException {
        String people = person("anna", "administrator", "")
                + person("ben", "approver", "")
                + person("carl", "operator", ", keys: [\"" + publicKey("carl") + "\"]")
                + person("dora", "approver", "")
                + person("eva", "approver", "")
                + person("finn", "approver", "")
                + person("ida", "auditor", "");
        String key = Files.readString(folder.resolve("door")).strip().indent(10);
        return """
                schema: 1
                people:
                %stree:
                  - {path: /shop, owner: eva, environment: production, tier: 1}
                  - {path: /lab, owner: ben, environment: test}
                grants:
                  - {person: anna, role: administrator, node: /}
                  - {person: ben, role: approver, node: /}
                  - {person: dora, role: approver, node: /}
                  - {person: eva, role: approver, node: /}
                  - {person: finn, role: approver, node: /}
                  - {person: ida, role: auditor, node: /}
                  - {person: carl, role: operator, node: /shop}
                  - {person: carl, role: operator, node: /lab}
                hosts:
                %s%sspecifications:
                  - id: restart-web
                    name: Restart the web server
                    steps: [echo restart, echo active]
                    rollback: [echo rollback]
                """.formatted(
                        people,
                        host("web-01", "/shop", "127.0.0.1", sshd, key),
                        host("lab-01", "/lab", "localhost", sshd, key));
    }

    private static String person(String login, String duty, String more) {
        return "  - {login: %s, name: %s Example, email: %s@example.org, team: Web, duty: %s, totp: %s, token: %s%s}%n"
                .formatted(login, login, login, duty, secret(login), token(login), more);
    }

    private static String host(String name, String node, String address, RealSshd sshd, String key) throws IOException {
        return """
                  - name: %s
                    node: %s
                    address: %s
                    port: %d
                    host-keys: ["%s"]
                    accounts:
                      - name: %s
                        private-key: |
                %s""".formatted(name, node, address, sshd.port(), sshd.hostKey(), sshd.account(), key);
    }
}
