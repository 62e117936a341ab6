package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands and shells through the bastion behave as they do without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellTest {
    private House house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
    }

    @AfterAll
    void close() throws Exception {
        house.close();
    }

    @BeforeEach
    void reset() {
        house.gate.reset();
    }

    @Test
    void outputErrorAndExitCodeComeBack() throws Exception {
        Program.Result result = house.ssh("echo out; echo err >&2; exit 42").run();

        assertThat(result.exit()).isEqualTo(42);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
        assertThat(house.gate.attempts.getLast().command()).isEqualTo("echo out; echo err >&2; exit 42");
        assertThat(house.gate.lastReel().exit.get(5, TimeUnit.SECONDS)).isEqualTo(new Exit.Status(42));
        assertThat(house.gate.lastReel().out()).isEqualTo("out\n");
    }

    @Test
    void certificateOfOurAuthorityLogsIn() throws Exception {
        Program.Result result = house.sshAs("anna%web-04", "id -un").run().ok();

        assertThat(result.out().strip()).isEqualTo(house.sshd.account());
        assertThat(house.sshd.log()).contains("ID anna");
    }

    @Test
    void plusSeparatesToo() throws Exception {
        assertThat(house.sshAs("anna+web-03", "echo hi").run().ok().out()).isEqualTo("hi\n");
    }

    @Test
    void endOfInputReachesTheProgram() throws Exception {
        assertThat(house.ssh("wc -c").input("12345").run().ok().out().strip()).isEqualTo("5");
    }

    @Test
    void halfCloseLeavesTheOtherHalfOpen() throws Exception {
        Program.Result result =
                house.ssh("cat; sleep 0.5; echo later").input("first\n").run().ok();

        assertThat(result.out()).isEqualTo("first\nlater\n");
    }

    @Test
    void programKilledBySignalIsTold() throws Exception {
        Program.Result result = house.ssh("kill -TERM $$").run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(house.gate.lastReel().exit.get(5, TimeUnit.SECONDS)).isEqualTo(new Exit.Signalled("TERM"));
    }

    @Test
    void environmentPasses() throws Exception {
        Program.Result result = house.ssh(List.of("-o", "SendEnv=BASTIDE_MARK"), "anna%web-03", "echo $BASTIDE_MARK")
                .environment(Map.of("BASTIDE_MARK", "seen"))
                .run()
                .ok();

        assertThat(result.out()).isEqualTo("seen\n");
        assertThat(house.gate.lastReel().requests).contains("env BASTIDE_MARK=seen");
    }

    @Test
    void terminalIsGivenAndNamed() throws Exception {
        Program.Result result = house.ssh(List.of("-tt"), "anna%web-03", "tty; echo $TERM")
                .environment(Map.of("TERM", "xterm-256color"))
                .run();

        assertThat(result.out()).contains("/dev/pts/").contains("xterm-256color");
        assertThat(house.gate.attempts.getLast().interactive()).isTrue();
    }

    @Test
    void shellTakesLinesAndEnds() throws Exception {
        Program.Result result = house.ssh(List.of("-tt"), "anna%web-03")
                .input("echo a$((20+22))b\nexit 7\n")
                .run();

        assertThat(result.out()).contains("a42b");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(house.gate.lastReel().input.toString(StandardCharsets.UTF_8)).contains("exit 7");
    }

    @Test
    void secondChannelSharesTheConnectionToTheHost() throws Exception {
        house.ssh("true").run().ok();
        int before = house.hosts.connections();

        house.ssh("true").run().ok();

        assertThat(house.hosts.connections()).isEqualTo(before);
        assertThat(house.gate.attempts).hasSize(2);
    }

    @Test
    void freshCertificatesShareTheConnectionToo() throws Exception {
        int before = -1;
        for (int i = 0; i < 3; i++) {
            house.gate.hosts.put(
                    "web-05",
                    house.target(new Credential.HeldKey(SshKeys.certify(
                            house.authority,
                            house.sshd.account(),
                            "anna " + i,
                            house.clock.instant(),
                            Duration.ofMinutes(5)))));
            house.sshAs("anna%web-05", "true").run().ok();
            assertThat(house.hosts.connections()).isEqualTo(before < 0 ? house.hosts.connections() : before);
            before = house.hosts.connections();
        }
    }

    @Test
    void masterOfTwentyChannelsAsksForEach() throws Exception {
        Path socket = house.folder.resolve("master");
        Process master = house.ssh(List.of("-M", "-S", socket.toString(), "-N"), "anna%web-03")
                .start();
        try {
            Eventually.holds("the master listens", Duration.ofSeconds(20), () -> Files.exists(socket));
            for (int i = 0; i < 20; i++) {
                String expected = "n" + i + "\n";
                assertThat(house.ssh(List.of("-S", socket.toString()), "anna%web-03", "echo n" + i)
                                .run()
                                .ok()
                                .out())
                        .isEqualTo(expected);
            }
            assertThat(house.gate.entered).hasSize(1);
            assertThat(house.gate.attempts).hasSize(20);
        } finally {
            master.destroy();
        }
    }
}
