package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.OwnProgram;
import dev.bastide.testing.Program;
import dev.bastide.vault.Keys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill: the master key is lost, and two custodians bring it back. */
class LostKeyDrillTest {
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

    @TempDir
    Path folder;

    @Test
    void twoCustodiansBringALostKeyBack() throws Exception {
        try (OwnProgram program = new OwnProgram(folder)) {
            program.start();
            program.found(PEOPLE, COMPANY);
            keys("", "escrow", "Ann", "Bo", "Cy").ok();
            keys("", "rotate").ok();
            assertThat(keys("", "status").ok().out()).contains("STALE");
            List<String> sheets =
                    sheets(keys("", "escrow", "Ann", "Bo", "Cy").ok().out());
            Eventually.holds(
                    "what was done is recorded",
                    PATIENCE,
                    () -> recorded(program, "key.rotated") && recorded(program, "key.rewrap"));
            long before = records(program);
            program.kill();
            Files.delete(folder.resolve("home/master.key"));

            program.startLocked();
            assertThat(health(program)).isEqualTo(503);
            assertThat(keys(sheets.getFirst(), "restore", "--shares").exit()).isEqualTo(2);
            assertThat(folder.resolve("home/master.key")).doesNotExist();
            keys(sheets.get(2) + sheets.get(0), "restore", "--shares").ok();
            program.kill();

            program.start();
            assertThat(records(program)).isGreaterThanOrEqualTo(before);
            assertThat(recorded(program, "key.escrow")).isTrue();
            Eventually.holds("the restoring is recorded", PATIENCE, () -> recorded(program, "key.restore"));
            String log = Files.readString(folder.resolve("log"));
            sheets.forEach(sheet -> assertThat(log).doesNotContain(line(sheet)));
        }
    }

    private static String line(String sheet) {
        return sheet.lines()
                .map(String::strip)
                .filter(text -> text.matches("([0-9A-Z]{5} ){7}[0-9A-Z]{5}"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> sheets(String printed) {
        return Arrays.stream(printed.split("-{64}\n", -1))
                .filter(part -> part.contains("share "))
                .toList();
    }

    private static boolean recorded(OwnProgram program, String operation) throws Exception {
        return search(program, operation).contains("\"" + operation + "\"");
    }

    private static long records(OwnProgram program) throws Exception {
        return search(program, "").split("\"operation\"", -1).length;
    }

    private static String search(OwnProgram program, String operation) throws Exception {
        List<String> words = new ArrayList<>(List.of("audit", "search", "--json"));
        if (!operation.isEmpty()) {
            words.addAll(List.of("--operation", operation));
        }
        return program.bastide("ida", words.toArray(String[]::new)).run().ok().out();
    }

    private Program.Result keys(String typed, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Keys.class.getName(),
                folder.resolve("home").toString()));
        command.addAll(List.of(words));
        return Program.of(command).input(typed).run();
    }

    private static int health(OwnProgram program) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + program.httpPort() + "/healthz"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }
}
