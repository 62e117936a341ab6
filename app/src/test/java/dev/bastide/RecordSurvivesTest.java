package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.OwnProgram;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole program while a source sends: what it was answered is in the record, once, and received is
 * recorded and held. A backup of the sealed record opens elsewhere.
 */
class RecordSurvivesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> PEOPLE = List.of("anna administrator", "ben approver", "otto iso", "ida auditor");
    private static final String COMPANY = """
            tree:
              - {path: /shop, owner: ben, environment: production, tier: 1}
            grants:
              - {person: anna, role: administrator, node: /}
              - {person: otto, role: iso, node: /}
              - {person: ida, role: auditor, node: /}
              - {person: ben, role: approver, node: /}
            """;
    private static final Pattern SENT = Pattern.compile("\\bk\\d+n\\d+\\b");
    private static final Pattern SEGMENTS = Pattern.compile("\"segments\":([0-9]+)");

    /** Sends one line after the other until nobody answers, and says which were answered. */
    private static final String SENDER = """
            i=0
            while :; do
              i=$((i + 1))
              line="{\\"time\\":\\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\",\\"message\\":\\"k$ROUND""n$i\\"}"
              code=$(curl -sk -o /dev/null -w '%{http_code}' --max-time 20 -H "Authorization: Bearer $TOKEN" \\
                --data-binary "$line" "$URL/api/v1/intake/web-logs")
              case $code in 200) echo "k$ROUND""n$i" ;; 000) exit 0 ;; esac
            done
            """;

    @TempDir
    Path folder;

    @Test
    void whatASourceWasAnsweredSurvivesAKillAndABackupOfTheSealedRecordOpens() throws Exception {
        try (OwnProgram program = new OwnProgram(folder)) {
            String token = begun(program);
            Set<String> answered = killed(program, token, 1);
            isWhole(program, answered);
            isBackedUp(program, token);
        }
    }

    @Test
    @Tag("long")
    void whatASourceWasAnsweredSurvivesManyKills() throws Exception {
        try (OwnProgram program = new OwnProgram(folder)) {
            String token = begun(program);
            isWhole(program, killed(program, token, 20));
        }
    }

    private String begun(OwnProgram program) throws Exception {
        program.start();
        program.found(PEOPLE, COMPANY);
        as(program, "anna", "source", "add", "web-logs", "--kind", "http", "--node", "/shop");
        return as(program, "anna", "source", "token", "web-logs").strip();
    }

    /** Kills it so often in the middle of the sending; what was answered. */
    private Set<String> killed(OwnProgram program, String token, int rounds) throws Exception {
        Random random = new Random(rounds);
        Set<String> answered = new TreeSet<>();
        for (int round = 0; round < rounds; round++) {
            Path said = folder.resolve("answered-" + round);
            Process sender = sender(program, token, round, said);
            Eventually.holds(
                    "some are answered",
                    PATIENCE,
                    () -> Files.readString(said).lines().count() > 3);
            sender.waitFor(random.nextInt(1_000), TimeUnit.MILLISECONDS);
            program.kill();
            assertThat(sender.waitFor(60, TimeUnit.SECONDS)).isTrue();
            Files.readString(said).lines().filter(SENT.asMatchPredicate()).forEach(answered::add);
            program.start();
        }
        return answered;
    }

    private static Process sender(OwnProgram program, String token, int round, Path said) throws Exception {
        ProcessBuilder sender =
                new ProcessBuilder("sh", "-c", SENDER).redirectErrorStream(true).redirectOutput(said.toFile());
        sender.environment().put("TOKEN", token);
        sender.environment().put("ROUND", Integer.toString(round));
        sender.environment().put("URL", "https://localhost:" + program.httpPort());
        return sender.start();
    }

    private static void isWhole(OwnProgram program, Set<String> answered) throws Exception {
        List<String> recorded = new ArrayList<>();
        String after = "";
        do {
            Program.Result page = after.isEmpty()
                    ? search(program, "--limit", "1000")
                    : search(program, "--limit", "1000", "--after", after);
            Matcher sent = SENT.matcher(page.out());
            while (sent.find()) {
                recorded.add(sent.group());
            }
            Matcher more = Pattern.compile("--after ([0-9]+)").matcher(page.err());
            after = more.find() ? more.group(1) : "";
        } while (!after.isEmpty());

        assertThat(recorded).doesNotHaveDuplicates().containsAll(answered);
        assertThat(answered).hasSizeGreaterThan(3);
        String counts = as(program, "ida", "source", "show", "web-logs", "--json");
        assertThat(number(counts, "received")).isEqualTo(number(counts, "recorded") + number(counts, "quarantined"));
        assertThat(number(counts, "recorded")).isEqualTo(recorded.size());
        assertThat(number(counts, "missing")).isZero();
    }

    private static Program.Result search(OwnProgram program, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("audit", "search", "--json", "--operation", "intake/web-logs/"));
        words.addAll(List.of(more));
        return program.bastide("ida", words.toArray(String[]::new)).run();
    }

    private void isBackedUp(OwnProgram program, String token) throws Exception {
        as(program, "otto", "audit", "seal");
        Path lines = folder.resolve("lines");
        Files.writeString(
                lines,
                IntStream.range(0, 800)
                        .mapToObj(i -> "{\"time\":\"" + Instant.now(java.time.Clock.systemUTC())
                                + "\",\"message\":\"sealed line " + i + "\"}\n")
                        .collect(Collectors.joining()));
        Program.of(
                        "curl",
                        "-skf",
                        "-H",
                        "Authorization: Bearer " + token,
                        "--data-binary",
                        "@" + lines,
                        "https://localhost:" + program.httpPort() + "/api/v1/intake/web-logs")
                .run()
                .ok();
        Eventually.holds("a segment is sealed", PATIENCE, () -> segments(program) > 0);
        Path into = Files.createDirectory(folder.resolve("backups"));
        String backup = as(program, "", "backup", into.toString(), "--with-key")
                .lines()
                .findFirst()
                .orElseThrow();
        program.kill();

        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (OwnProgram restored = new OwnProgram(elsewhere)) {
            as(restored, "", "restore", backup);
            restored.start();

            assertThat(segments(restored)).isPositive();
            assertThat(as(restored, "ida", "audit", "search", "--json", "--content", "k0n1"))
                    .as("what is sealed opens")
                    .contains("k0n1");
            Program.Result bundle = restored.bastide("ida", "audit", "export", "--out", elsewhere + "/bundle")
                    .run();
            assertThat(bundle.exit()).as(bundle.err()).isZero();
            String key = restored.home().resolve("log/key.pub").toString();
            assertThat(as(restored, "", "audit", "verify", elsewhere + "/bundle", "--key", key))
                    .startsWith("proven");
        }
    }

    private static long segments(OwnProgram program) throws Exception {
        Matcher found = SEGMENTS.matcher(as(program, "ida", "audit", "log", "--json"));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    private static long number(String json, String name) {
        return Pattern.compile("\"" + name + "\":([0-9]+)")
                .matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static String as(OwnProgram program, String login, String... words) throws Exception {
        return program.bastide(login, words).run().ok().out();
    }
}
