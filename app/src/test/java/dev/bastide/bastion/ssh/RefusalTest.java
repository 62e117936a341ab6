package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What would pass by the record is refused, and the person reads why. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
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
    void forwardingToAnAddressIsRefused() throws Exception {
        Program.Result result = house.ssh(
                        List.of("-o", "LogLevel=INFO", "-W", "127.0.0.1:" + house.sshd.port()), "anna%web-03")
                .run();

        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("bastion: LOCAL_FORWARDING");
        assertThat(house.gate.refusals).containsExactly(Refusal.LOCAL_FORWARDING);
    }

    @Test
    void listeningPortForwardsNothing() throws Exception {
        int port = RealSshd.freePort();
        Process client = house.ssh(List.of("-L", port + ":127.0.0.1:" + house.sshd.port()), "anna%web-03", "sleep 30")
                .start();
        try {
            Eventually.holds(
                    "the client listens",
                    Duration.ofSeconds(10),
                    () -> reads(port).isPresent());

            assertThat(reads(port)).contains(-1);
            assertThat(house.gate.refusals).contains(Refusal.LOCAL_FORWARDING);
        } finally {
            client.destroy();
        }
    }

    @Test
    void jumpingThroughIsRefused() throws Exception {
        String proxy = house.sshCommand().replace("ERROR", "INFO") + " -l anna+web-03 -W %h:%p 127.0.0.1";
        Program.Result result = Program.of(
                        "ssh",
                        "-F",
                        "none",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "ProxyCommand=" + proxy,
                        "-p",
                        String.valueOf(house.sshd.port()),
                        "root@127.0.0.1",
                        "true")
                .run();

        assertThat(result.exit()).isEqualTo(255);
        assertThat(result.err()).contains("LOCAL_FORWARDING");
    }

    @Test
    void forwardingBackIsRefused() throws Exception {
        Program.Result result = house.ssh(List.of("-R", "0:127.0.0.1:1"), "anna%web-03", "echo on")
                .run();

        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("on\n");
        assertThat(result.err()).contains("bastion: REMOTE_FORWARDING");
    }

    @Test
    void agentIsNotForwarded() throws Exception {
        Path socket = house.folder.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Eventually.holds("the agent listens", Duration.ofSeconds(10), () -> Files.exists(socket));

            Program.Result result = house.ssh(List.of("-A"), "anna%web-03", "echo agent=$SSH_AUTH_SOCK")
                    .environment(Map.of("SSH_AUTH_SOCK", socket.toString()))
                    .run()
                    .ok();

            assertThat(result.out()).isEqualTo("agent=\n");
            assertThat(result.err()).contains("bastion: AGENT_FORWARDING");
        } finally {
            agent.destroy();
        }
    }

    @Test
    void displayIsNotForwarded() throws Exception {
        Program.Result result = house.ssh(List.of("-Y"), "anna%web-03", "echo display=$DISPLAY")
                .environment(Map.of("DISPLAY", "127.0.0.1:99"))
                .run()
                .ok();

        assertThat(result.out()).isEqualTo("display=\n");
        assertThat(result.err()).contains("bastion: X11_FORWARDING");
    }

    @Test
    void moshIsRefused() throws Exception {
        Program.Result result = house.ssh("mosh-server new -s").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("bastion: MOSH");
        assertThat(house.gate.attempts).isEmpty();
    }

    @Test
    void refusalByTheGateIsReadOnStandardError() throws Exception {
        house.gate.answer = _ -> new Answer.Refused(List.of("No permit covers web-03 now.", "Ask for one."), 3);

        Program.Result result = house.ssh("uptime").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("No permit covers web-03 now.\nAsk for one.\n");
    }

    @Test
    void refusalByTheGateIsReadOnTheTerminal() throws Exception {
        house.gate.answer = _ -> new Answer.Refused(List.of("No permit."), 3);

        Program.Result result = house.ssh(List.of("-tt"), "anna%web-03").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("No permit.\r\n");
    }

    @Test
    void refusedFileTransferSaysWhy() throws Exception {
        house.gate.answer = _ -> new Answer.Refused(List.of("No permit."), 3);

        Program.Result result = house.tool("sftp", "anna%web-03@127.0.0.1").run();

        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("No permit.");
    }

    @Test
    void failingGateRefuses() throws Exception {
        house.gate.answer = _ -> {
            throw new IllegalStateException("database gone");
        };

        Program.Result result = house.ssh("uptime").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("bastion: GATE_FAILED").doesNotContain("database");
        assertThat(house.gate.reels).isEmpty();
    }

    @Test
    void withoutAHostTheGateAnswers() throws Exception {
        Program.Result result = house.sshAs("anna", "true").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("No such host.");
    }

    private static Optional<Integer> reads(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return Optional.of(socket.getInputStream().read());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
