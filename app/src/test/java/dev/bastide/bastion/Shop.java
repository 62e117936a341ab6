package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.authority.AccessMethod;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;

/**
 * Asks for operations on the stage and has them approved as people do, by the API. Their specification writes a line,
 * calls a script that each test writes, and writes another line; the way back writes a third.
 */
@TestComponent
class Shop {
    private static final String SPECIFICATION = "write-lines";
    private static final String CSRF = "test-csrf-token";

    private final Stage stage;
    private final Specifications specifications;
    private final Approvals approvals;
    private final Map<String, Browser> browsers = new HashMap<>();

    Shop(Stage stage, Specifications specifications, Approvals approvals) {
        this.stage = stage;
        this.specifications = specifications;
        this.approvals = approvals;
    }

    /** Where one test's lines go, and the script between them. */
    record Ground(Path lines, Path script) {
        List<String> written() throws IOException {
            return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
        }

        void says(String text) throws IOException {
            Files.writeString(script, text + "\n");
        }
    }

    Ground ground() throws IOException {
        Path folder = Files.createTempDirectory(stage.folder, "ground");
        Ground ground = new Ground(folder.resolve("lines"), folder.resolve("script"));
        ground.says("exit 0");
        return ground;
    }

    /** The specification, agreed to by two people when it is first wanted. */
    synchronized void specify() {
        if (specifications.current(SPECIFICATION).isPresent()) {
            return;
        }
        Specification made = specifications.propose(
                stage.actor(stage.boss, AccessMethod.CONSOLE),
                new SpecificationText(
                        SPECIFICATION,
                        stage.production,
                        "Write lines",
                        Content.Purpose.CHANGE,
                        true,
                        false,
                        List.of(
                                Parameter.parse("lines: path").orElseThrow(),
                                Parameter.parse("script: path").orElseThrow()),
                        List.of("echo one >> {lines}", "sh {script}", "echo three >> {lines}"),
                        List.of("echo undone >> {lines}"),
                        "Nobody feels anything."));
        ApprovalId approval = approvals.latest(made.versionId()).orElseThrow();
        for (Stage.Person voter : List.of(stage.olga, stage.paul)) {
            var decision = approvals.vote(
                    stage.actor(voter, AccessMethod.CONSOLE),
                    approval,
                    new Ballot(
                            Ballot.Verdict.YES,
                            "read every step of it",
                            stage.code(voter),
                            approvals.contentHash(approval).orElseThrow()));
            assertThat(decision.isPermitted()).as(decision.toString()).isTrue();
        }
    }

    /** An approved operation on production, rehearsed before; hosts by name. */
    String approved(Stage.Person person, int port, Ground ground, String... hosts) throws Exception {
        rehearse(person, port, ground);
        String id = ask(person, port, ground, hosts);
        approve(port, id);
        return id;
    }

    /** Lets the person see every step succeed on the test host. */
    void rehearse(Stage.Person person, int port, Ground ground) throws Exception {
        specify();
        String rehearsal = ask(person, port, ground, "lab-01");
        approve(port, rehearsal);
        assertThat(verb(person, port, rehearsal, "run").status()).isEqualTo(200);
        awaitState(person, port, rehearsal, "done");
        Files.deleteIfExists(ground.lines());
    }

    /** An operation that waits for approval. */
    String asked(Stage.Person person, int port, Ground ground, String... hosts) {
        specify();
        return ask(person, port, ground, hosts);
    }

    private String ask(Stage.Person person, int port, Ground ground, String... hosts) {
        Browser.Answer answer = api(person, port).json("POST", "/api/v1/operations", """
                {"hosts":["%s"],"account":"%s","spec":"%s","values":{"lines":"%s","script":"%s"},"window":"2h",
                 "reason":"lines are missing"}""".formatted(
                String.join("\",\"", hosts), stage.sshd.account(), SPECIFICATION, ground.lines(), ground.script()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().strip();
    }

    void approve(int port, String id) {
        for (Stage.Person voter : List.of(stage.olga, stage.paul)) {
            Browser.Answer answer = api(voter, port)
                    .json("POST", "/api/v1/operations/" + id + "/approve", """
                            {"evaluation":"read it, %s agrees","code":"%s","hash":"%s"}""".formatted(
                                    voter.login(), stage.code(voter), hash(voter, port, id)));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    /** The content that a vote now goes to, as the API tells it. */
    String hash(Stage.Person person, int port, String id) {
        return java.util.Objects.requireNonNull(
                api(person, port).get("/api/v1/operations/" + id).headers().get("x-bastide-hash"));
    }

    /** Sends a verb of an operation with an empty body. */
    Browser.Answer verb(Stage.Person person, int port, String id, String verb) {
        return verb(person, port, id, verb, "{}");
    }

    Browser.Answer verb(Stage.Person person, int port, String id, String verb, String body) {
        return api(person, port).json("POST", "/api/v1/operations/" + id + "/" + verb, body);
    }

    /** Waits until the operation is in this state as the API tells it. */
    void awaitState(Stage.Person person, int port, String id, String state) throws Exception {
        Eventually.holds(
                id + " is " + state,
                Duration.ofSeconds(60),
                () -> stage.sql
                        .sql("select state from change.operation where number = ?")
                        .param(Long.valueOf(id.substring(3)))
                        .query(String.class)
                        .single()
                        .equals(state));
    }

    UUID idOf(String name) {
        return stage.sql
                .sql("select id from change.operation where number = ?")
                .param(Long.valueOf(name.substring(3)))
                .query(UUID.class)
                .single();
    }

    /** The person's browser, which takes plain text from the API as {@code ./bastide} does. */
    synchronized Browser api(Stage.Person person, int port) {
        return browsers.computeIfAbsent(
                person.login(),
                login -> stage.browser(person, port)
                        .cookie("bastide-csrf", CSRF)
                        .header("Accept", "text/plain, application/problem+json"));
    }

    /** The person's browser for pages, newly signed in. */
    Browser pages(Stage.Person person, int port) {
        return stage.browser(person, port).cookie("bastide-csrf", CSRF);
    }
}
