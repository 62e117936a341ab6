package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.OwnProgram;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the program while it runs steps: no step twice, and what nobody saw is unknown, not guessed. */
class RunKillTest {
    private static final List<String> PEOPLE = List.of(
            "anna administrator",
            "ben approver",
            "carl operator",
            "dora approver",
            "eva approver",
            "finn approver",
            "ida auditor");
    private static final int KILLS = 12;
    private static final int STEPS = 40;

    @TempDir
    Path folder;

    @Test
    void noStepRunsTwiceAndTheOpenOneIsUnknownUntilAPersonDecides() throws Exception {
        assumeTrue(RealSshd.present(), "needs /usr/sbin/sshd");
        try (RealSshd sshd = sshd();
                OwnProgram program = new OwnProgram(folder)) {
            program.start();
            program.found(PEOPLE, company(sshd));
            Path go = Files.createFile(folder.resolve("go"));
            String rehearsal = approved(program, "/lab/lab-01", "write-lines", "ben", "dora");
            program.bastide("carl", "operation", "run", rehearsal).run().ok();
            Program.Result followed = program.bastide("carl", "operation", "watch", rehearsal)
                    .run()
                    .ok();
            assertThat(followed.out()).contains("done (exit 0)", rehearsal + ": Done");
            assertThat(lines()).containsExactly("one", "two", "three");

            Files.delete(go);
            Files.delete(folder.resolve("lines"));
            String id = approved(program, "/shop/web-01", "write-lines", "eva", "finn");
            program.bastide("carl", "operation", "run", id).run().ok();
            Eventually.holds("the second step is under way", Duration.ofSeconds(60), () -> lines().contains("two"));
            Process watching = program.bastide("carl", "operation", "watch", id).start();
            program.kill();
            program.start();

            assertThat(watching.waitFor()).as("a watch over the restart").isEqualTo(4);
            assertThat(new String(watching.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("outcome unknown", "not begun", id + ": Outcome unknown");
            Files.createFile(go);
            assertThat(lines()).containsExactly("one", "two");
            assertThat(program.bastide("carl", "operation", "show", id)
                            .run()
                            .ok()
                            .out())
                    .contains("cut off in the middle of a step");
            assertThat(program.bastide("ida", "audit", "search", "--operation", "run.step", "--json")
                            .run()
                            .ok()
                            .out())
                    .contains("unknown");
            assertThat(program.bastide("carl", "operation", "run", id).run().exit())
                    .as("it is not simply run again")
                    .isEqualTo(3);

            program.bastide("carl", "operation", "roll-back", id).run().ok();
            assertThat(program.bastide("carl", "operation", "watch", id).run().exit())
                    .isEqualTo(1);
            Eventually.holds("the roll-back", Duration.ofSeconds(30), () -> lines().contains("undone"));
            assertThat(lines()).containsExactly("one", "two", "undone");
        }
    }

    @Test
    @Tag("long")
    void whateverTheInstantOfTheKillEveryStepRanOnceOrNotAtAll() throws Exception {
        assumeTrue(RealSshd.present(), "needs /usr/sbin/sshd");
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (RealSshd sshd = sshd();
                OwnProgram program = new OwnProgram(folder)) {
            program.start();
            program.found(PEOPLE, company(sshd));
            for (int kill = 0; kill < KILLS; kill++) {
                Files.deleteIfExists(folder.resolve("lines"));
                String id = approved(program, "/lab/lab-01", "count-up", "ben", "dora");
                program.bastide("carl", "operation", "run", id).run().ok();
                int reached = random.nextInt(STEPS - 5);
                Eventually.holds("step " + reached, Duration.ofSeconds(60), () -> lines().size() >= reached);
                program.kill();
                List<String> ran = lines();
                program.start();

                Program.Result told =
                        program.bastide("carl", "operation", "watch", id).run();
                List<String> expected =
                        IntStream.range(0, STEPS).mapToObj(Integer::toString).toList();
                assertThat(lines()).as("kill %d", kill).isEqualTo(expected.subList(0, lines().size()));
                assertThat(lines().size() - ran.size())
                        .as("one step may have been on its way")
                        .isBetween(0, 1);
                long done = told.out()
                        .lines()
                        .filter(line -> line.contains("done (exit 0)"))
                        .count();
                assertThat(lines().size() - done).as(told.out()).isBetween(0L, 1L);
                assertThat(told.exit()).as(told.out()).isIn(1, 4);
                assertThat(told.exit() == 4).isEqualTo(told.out().contains("outcome unknown"));
            }
        }
    }

    private String approved(OwnProgram program, String host, String specification, String... approvers)
            throws Exception {
        String id = program.bastide(
                        "carl",
                        "operation",
                        "request",
                        "--host",
                        host,
                        "--account",
                        System.getProperty("user.name"),
                        "--spec",
                        specification,
                        "--window",
                        "2h",
                        "--reason",
                        "lines are missing")
                .run()
                .ok()
                .out()
                .strip();
        for (String approver : approvers) {
            program.bastide(
                            approver,
                            "operation",
                            "approve",
                            id,
                            "--evaluation",
                            "read every step of it",
                            "--code",
                            program.code(approver))
                    .run()
                    .ok();
        }
        return id;
    }

    private List<String> lines() throws IOException {
        Path lines = folder.resolve("lines");
        return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
    }

    private RealSshd sshd() throws Exception {
        Path key = folder.resolve("door");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .run()
                .ok();
        String line = Files.readString(Path.of(key + ".pub")).strip();
        return RealSshd.start(folder.resolve("sshd"), List.of(line), List.of());
    }

    private String company(RealSshd sshd) throws IOException {
        Path lines = folder.resolve("lines");
        String count = IntStream.range(0, STEPS)
                .mapToObj(number -> "\"echo " + number + " >> " + lines + "\"")
                .collect(java.util.stream.Collectors.joining(", "));
        return """
                tree:
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
                  - id: write-lines
                    name: Write lines
                    steps:
                      - "echo one >> %s"
                      - "echo two >> %s; until test -e %s; do sleep 0.1; done"
                      - "echo three >> %s"
                    rollback: ["echo undone >> %s"]
                  - id: count-up
                    name: Count up
                    steps: [%s]
                    rollback: ["echo undone >> %s"]
                """.formatted(
                        host("web-01", "/shop", "127.0.0.1", sshd),
                        host("lab-01", "/lab", "localhost", sshd),
                        lines,
                        lines,
                        folder.resolve("go"),
                        lines,
                        lines,
                        count,
                        lines);
    }

    private String host(String name, String node, String address, RealSshd sshd) throws IOException {
        return """
                  - name: %s
                    node: %s
                    address: %s
                    port: %d
                    host-keys: ["%s"]
                    accounts:
                      - name: %s
                        private-key: |
                %s""".formatted(
                        name,
                        node,
                        address,
                        sshd.port(),
                        sshd.hostKey(),
                        sshd.account(),
                        Files.readString(folder.resolve("door")).strip().indent(10));
    }
}
