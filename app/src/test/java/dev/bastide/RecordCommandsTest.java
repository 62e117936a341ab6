package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.OwnProgram;
import dev.bastide.testing.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Auditors review the record, prove it elsewhere, take a plain copy of it away, and look after the keys, as the shell has it. */
class RecordCommandsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final int REFUSED = 3;
    private static final String IN_ORDER = "yes,yes,yes,yes";
    private static final List<String> PEOPLE = List.of(
            "anna administrator Office",
            "ben approver Web",
            "eva approver Web",
            "otto iso Security",
            "ida auditor Audit",
            "ivy auditor Revision",
            "carl operator Web");
    private static final String COMPANY = """
            tree:
              - {path: /shop, owner: eva, environment: production, tier: 1}
            grants:
              - {person: anna, role: administrator, node: /}
              - {person: otto, role: iso, node: /}
              - {person: ida, role: auditor, node: /}
              - {person: ivy, role: auditor, node: /}
              - {person: ben, role: approver, node: /}
              - {person: eva, role: approver, node: /}
              - {person: carl, role: operator, node: /shop}
            """;

    @TempDir
    static Path folder;

    private static OwnProgram program;

    /** The company is founded while the server is still starting: the command waits for it. */
    @BeforeAll
    static void found() throws Exception {
        program = new OwnProgram(folder);
        program.begin();
        Eventually.holds(
                "it has begun", PATIENCE, () -> Files.exists(program.home().resolve("bastide.lock")));
        Program.Result founded = program.found(PEOPLE, COMPANY);
        program.awaitHealth();

        assertThat(founded.err()).contains("Another program holds this home folder", "it answers soon");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void theRecordIsReviewedCopiedAndItsKeysAreKept() throws Exception {
        saysWhatItCan(program);
        String campaign = opens(program);
        judges(program, campaign);
        handsOver(program, campaign);
        recounts(program, campaign);
        completes(program);
        copies(program);
        keepsTheKeys(program);
    }

    @Test
    void theLiveLogIsProvenElsewhere() throws Exception {
        Path first = export(program, "first");
        proven(program, first);
        program.kill();
        program.start();
        Path second = export(program, "second");
        proven(program, second);
        assertThat(records(program, second)).isGreaterThan(records(program, first));

        Program.Result operator = program.bastide("carl", "audit", "export", "--out", folder + "/no")
                .run();
        assertThat(operator.exit()).isEqualTo(3);
        assertThat(folder.resolve("no")).doesNotExist();
        assertThat(folder.resolve("no.part")).doesNotExist();
        assertThat(program.bastide("ida", "audit", "export", "--out", first.toString())
                        .run()
                        .exit())
                .isEqualTo(2);
        Program.Result reopen =
                program.bastide("otto", "audit", "reopen", "--reason", "to see").run();
        assertThat(reopen.exit()).isEqualTo(3);
        assertThat(reopen.err()).contains("Nothing was lost");
        assertThat(program.bastide("ida", "audit", "log", "--json").run().ok().out())
                .contains("\"witnessed\":false");
        assertThat(program.bastide("ida", "audit", "log").run().ok().out())
                .contains("This program writes it", "Signed, not witnessed", "Fingerprint")
                .doesNotContain("{");
        assertThat(program.bastide("ida", "audit", "hold").run().ok().out()).isEqualTo("Nothing is held.\n");
        Files.writeString(second.resolve("checkpoint"), "x", StandardOpenOption.APPEND);
        assertThat(verify(program, second).exit()).isEqualTo(1);
    }

    private Path export(OwnProgram program, String name) throws Exception {
        Path bundle = folder.resolve(name);
        Program.Result said = program.bastide("ida", "audit", "export", "--out", bundle.toString())
                .run()
                .ok();
        assertThat(said.out()).contains("Bundle: " + bundle, "audit verify");
        return bundle;
    }

    private Program.Result verify(OwnProgram program, Path bundle) throws Exception {
        String key = folder.resolve("home/log/key.pub").toString();
        return program.bastide("", "audit", "verify", bundle.toString(), "--key", key)
                .run();
    }

    private void proven(OwnProgram program, Path bundle) throws Exception {
        assertThat(verify(program, bundle).ok().out()).startsWith("proven");
    }

    private long records(OwnProgram program, Path bundle) throws Exception {
        String note = Files.readString(bundle.resolve("checkpoint"));
        assertThat(verify(program, bundle).ok().out()).contains("read and checked");
        return Long.parseLong(note.lines().toList().get(1));
    }

    private void saysWhatItCan(OwnProgram program) throws Exception {
        for (String words : List.of(
                "audit review",
                "audit review next",
                "audit export",
                "keys",
                "keys show",
                "keys rotate",
                "keys escrow")) {
            List<String> command = new ArrayList<>(List.of(words.split(" ", -1)));
            command.add("--help");
            assertThat(as(program, "", command.toArray(String[]::new)).ok().out())
                    .as(words)
                    .startsWith("Usage: ./bastide " + String.join(" ", command.subList(0, 1)))
                    .contains("Exit codes: 0 done, 1 failed, 2 wrong input, 3 refused by a rule, 4 unknown");
        }
        Program.Result verbless = review(program, "ida", "");
        assertThat(verbless.exit()).isEqualTo(WRONG);
        assertThat(verbless.err()).contains("list, show, next, read, verdict, assign, open, complete, recount");
        assertThat(review(program, "ida", "show").err()).contains("wants an id");
        assertThat(review(program, "ida", "verdict REV-000001").err()).contains("wants the number of an item");
        assertThat(review(program, "ida", "list --nonsense").exit()).isEqualTo(WRONG);
        assertThat(review(program, "carl", "list").exit()).isEqualTo(REFUSED);
        assertThat(review(program, "", "list").exit()).isEqualTo(REFUSED);
    }

    /** Opens a campaign of the whole record, and waits until its sample is drawn. */
    private String opens(OwnProgram program) throws Exception {
        Program.Result officer = review(program, "otto", "open");
        assertThat(officer.exit()).isEqualTo(REFUSED);
        assertThat(review(program, "ida", "open --days 0").exit()).isEqualTo(WRONG);
        assertThat(review(program, "ida", "open --days soon").exit()).isEqualTo(WRONG);
        assertThat(review(program, "ida", "open --node /nowhere").exit()).isEqualTo(WRONG);

        JsonNode opened = json(review(program, "ida", "open --json"));
        String name = opened.path("name").asString();
        assertThat(name).matches("REV-\\d{6}");
        drawn(program, name);
        JsonNode shown = json(review(program, "ida", "show " + name + " --json"));
        assertThat(shown.path("draw").path("secret").asString()).hasSize(64);
        assertThat(shown.path("items")).isNotEmpty();
        assertThat(review(program, "ida", "show " + name.toLowerCase(java.util.Locale.ROOT))
                        .ok()
                        .out())
                .startsWith(name + ": ")
                .containsPattern("(?m)^1 {2,4}not reviewed  ")
                .doesNotContain("record.review.");
        assertThat(review(program, "ida", "list").ok().out()).contains(name).doesNotContain("record.review.");
        JsonNode listed = json(review(program, "ida", "list --json"));
        assertThat(listed.path("items"))
                .anyMatch(each -> each.path("name").asString().equals(name));
        assertThat(listed.path("not_completed_in_time").asInt(-1)).isZero();
        assertThat(review(program, "ida", "show REV-999999").exit()).isEqualTo(WRONG);
        return name;
    }

    private void drawn(OwnProgram program, String name) throws Exception {
        Eventually.holds(
                name + " is drawn",
                PATIENCE,
                () -> json(review(program, "ida", "show " + name + " --json")).has("draw"));
    }

    private void judges(OwnProgram program, String name) throws Exception {
        JsonNode next = json(review(program, "ida", "next " + name + " --json"));
        String number = next.path("item").path("number").asString();
        String object = next.path("item").path("object").asString();
        assertThat(next.path("questions")).hasSize(4);
        assertThat(review(program, "ida", "next " + name).ok().out())
                .contains("./bastide audit review read " + object)
                .doesNotContain("record.review.");

        String verdict = "verdict " + name + " " + number + " --verdict ";
        Program.Result unread = review(program, "ida", verdict + "in-order --answers " + IN_ORDER);
        assertThat(unread.exit()).isEqualTo(REFUSED);
        assertThat(unread.err()).contains("You have not opened it", "A112");
        assertThat(json(review(program, "ida", "read " + object)).path("id").asString())
                .isEqualTo(object);
        assertThat(review(program, "ida", verdict + "fine --answers " + IN_ORDER)
                        .exit())
                .isEqualTo(WRONG);
        assertThat(review(program, "ida", verdict + "in-order --answers yes").exit())
                .isEqualTo(WRONG);
        assertThat(review(program, "ida", verdict + "in-order --checklist 7 --answers " + IN_ORDER)
                        .exit())
                .isEqualTo(WRONG);
        assertThat(review(program, "ivy", verdict + "in-order --answers " + IN_ORDER)
                        .exit())
                .as("an item of another's")
                .isEqualTo(REFUSED);
        assertThat(as(
                                program,
                                "ida",
                                "audit",
                                "review",
                                "verdict",
                                name,
                                number,
                                "--verdict",
                                "not-in-order",
                                "--answers",
                                IN_ORDER,
                                "--finding",
                                "nobody had asked for it, as far as I see",
                                "--json")
                        .ok()
                        .out())
                .contains("nobody had asked for it");
        JsonNode judged = json(review(program, "ida", verdict + "in-order --answers " + IN_ORDER + " --json"));
        assertThat(judged.path("judged").asInt()).isEqualTo(1);
        assertThat(judged.path("findings").asInt()).as("corrected").isZero();
    }

    private void handsOver(OwnProgram program, String name) throws Exception {
        String number = json(review(program, "ida", "next " + name + " --json"))
                .path("item")
                .path("number")
                .asString();
        String assign = "assign " + name + " " + number + " --to ";
        assertThat(review(program, "ida", assign + "nobody --reason leave").exit())
                .isEqualTo(WRONG);
        assertThat(review(program, "ida", assign + "ivy").exit())
                .as("without a reason")
                .isEqualTo(WRONG);
        assertThat(review(program, "ida", assign + "carl --reason leave").exit())
                .as("to somebody who is no auditor")
                .isEqualTo(REFUSED);
        JsonNode given = json(review(program, "ida", assign + "ivy --reason leave --json"));
        assertThat(given.path("items"))
                .filteredOn(item -> item.path("number").asString().equals(number))
                .singleElement()
                .satisfies(item -> assertThat(item.path("reviewer").asString()).contains("ivy"));
    }

    private void recounts(OwnProgram program, String name) throws Exception {
        assertThat(json(review(program, "ida", "recount " + name + " --json")))
                .isNotEmpty()
                .allMatch(check -> check.path("holds").asBoolean());
        assertThat(review(program, "ida", "recount " + name).ok().out())
                .contains("agrees")
                .doesNotContain("record.review.");
        Program.Result early = review(program, "ida", "complete " + name);
        assertThat(early.exit()).isEqualTo(REFUSED);
        assertThat(early.err()).contains("A112");
    }

    /** Nothing was done on the node, so that nothing is missing as soon as that is drawn. */
    private void completes(OwnProgram program) throws Exception {
        String name = json(review(program, "ida", "open --node /shop --days 7 --json"))
                .path("name")
                .asString();
        drawn(program, name);
        assertThat(review(program, "ida", "next " + name).ok().out())
                .as("nothing waits")
                .contains("./bastide audit review complete " + name);
        JsonNode done = json(review(program, "ida", "complete " + name + " --json"));
        assertThat(done.path("summary").asString()).contains("Completed the review campaign " + name);
        assertThat(review(program, "ida", "complete " + name).exit())
                .as("once more")
                .isEqualTo(REFUSED);
    }

    private void copies(OwnProgram program) throws Exception {
        Path file = folder.resolve("copy.parquet");
        Program.Result said = plain(program, "ida", file.toString()).ok();
        byte[] bytes = Files.readAllBytes(file);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertThat(new String(bytes, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(said.out()).contains("Plain copy: " + file, "SHA-256: " + hash);
        assertThat(said.err()).contains("neither encrypted nor proven");
        assertThat(as(program, "ida", "audit", "search", "--operation", "audit.export_plain", "--json")
                        .ok()
                        .out())
                .contains(hash);

        assertThat(plain(program, "ida", file.toString()).exit()).isEqualTo(WRONG);
        assertThat(plain(program, "carl", folder + "/no").exit()).isEqualTo(REFUSED);
        assertThat(folder.resolve("no")).doesNotExist();
        assertThat(folder.resolve("no.part")).doesNotExist();
        assertThat(plain(program, "ida", folder + "/no", "--from", "yesterday").exit())
                .isEqualTo(WRONG);
        assertThat(as(program, "ida", "audit", "export", "--parquet").err()).contains("--out is missing");
        Path into = Files.createDirectory(folder.resolve("copies"));
        plain(program, "ida", into.toString(), "--from", "2026-01-01T00:00:00Z").ok();
        try (var files = Files.list(into)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .matches("record-\\d{8}T\\d{6}Z\\.parquet");
        }
    }

    private void keepsTheKeys(OwnProgram program) throws Exception {
        assertThat(keys(program, "", "show").ok().out()).contains("Log key:       ", "Escrow:        none");
        assertThat(keys(program, "", "nonsense").exit()).isEqualTo(WRONG);
        assertThat(keys(program, "", "escrow", "Ann").exit()).isEqualTo(WRONG);
        Program.Result escrow =
                keys(program, "", "escrow", "Ann Lee", "Bo Chen").ok();
        assertThat(keys(program, "", "show").ok().out())
                .contains("Ann Lee, Bo Chen")
                .doesNotContain("STALE");
        keys(program, "", "rotate").ok();
        assertThat(keys(program, "").ok().out()).as("status").contains("STALE");
        Program.Result stale = keys(program, escrow.out(), "restore", "--shares");
        assertThat(stale.exit()).as("shares of the key before").isEqualTo(REFUSED);
        assertThat(keys(program, "nothing\n", "restore", "--shares").exit()).isEqualTo(WRONG);
        assertThat(keys(
                                program,
                                keys(program, "", "escrow", "Ann Lee", "Bo Chen")
                                        .ok()
                                        .out(),
                                "restore",
                                "--shares")
                        .ok()
                        .out())
                .startsWith("Done: the master key");
        assertThat(keys(program, "", "restore", folder + "/no-such-file").exit())
                .isIn(FAILED, WRONG, REFUSED);
    }

    private static Program.Result keys(OwnProgram program, String typed, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("keys"));
        command.addAll(List.of(words));
        command.addAll(List.of("--home", program.home().toString()));
        return program.bastide("", command.toArray(String[]::new)).input(typed).run();
    }

    private static Program.Result as(OwnProgram program, String login, String... words) throws Exception {
        return program.bastide(login, words).run();
    }

    private static Program.Result review(OwnProgram program, String login, String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("audit", "review"));
        Arrays.stream(words.split(" ", -1)).filter(word -> !word.isEmpty()).forEach(command::add);
        return as(program, login, command.toArray(String[]::new));
    }

    private static Program.Result plain(OwnProgram program, String login, String out, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("audit", "export", "--parquet", "--out", out));
        command.addAll(List.of(more));
        return as(program, login, command.toArray(String[]::new));
    }

    private static JsonNode json(Program.Result result) {
        return JSON.readTree(result.ok().out());
    }
}
