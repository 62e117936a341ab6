package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sessions end when they must, within a second, on both legs, with a text and exactly one end in the record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

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
    void revokedCommandIsKilledOnTheHostAndTheClientEnds() throws Exception {
        Process client = house.ssh("sleep 31415.1").start();
        LiveSession live = live();
        Eventually.holds("the command runs", PATIENCE, () -> running("sleep 31415.1"));

        long start = System.nanoTime();
        live.end("Your permit was withdrawn.");

        assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ONE_SECOND);
        assertThat(client.exitValue()).isEqualTo(255);
        assertThat(text(client.getErrorStream())).contains("Your permit was withdrawn.");
        Eventually.holds("the command is gone", ONE_SECOND, () -> !running("sleep 31415.1"));
        assertThat(house.gate.lastReel().exits).containsExactly(new Exit.Cut("Your permit was withdrawn."));
        assertThat(house.door.sessions()).isEmpty();
    }

    @Test
    void revokedTerminalEndsToo() throws Exception {
        Process client =
                house.ssh(List.of("-tt"), "anna%web-03", "sleep 31415.2").start();
        LiveSession live = live();
        Eventually.holds("the command runs", PATIENCE, () -> running("sleep 31415.2"));

        live.end("Withdrawn.");

        assertThat(client.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(text(client.getErrorStream())).contains("Withdrawn.");
        Eventually.holds("the command is gone", ONE_SECOND, () -> !running("sleep 31415.2"));
    }

    @Test
    void revokedWriterOfEndlessOutputEndsEvenIfNobodyReads() throws Exception {
        Process client = house.ssh("cat /dev/zero").start();
        LiveSession live = live();
        Eventually.holds("bytes pass", PATIENCE, () -> live.outputBytes() > 1_000_000);

        live.end("Withdrawn.");

        assertThat(house.gate.lastReel().exit.get(1, TimeUnit.SECONDS)).isEqualTo(new Exit.Cut("Withdrawn."));
        long after = house.gate.lastReel().passed.get();
        Eventually.holds(
                "nothing passes", PATIENCE, () -> house.gate.lastReel().passed.get() == after);
        client.destroy();
    }

    @Test
    void onlyTheRevokedSessionOfAConnectionEnds() throws Exception {
        Path socket = house.folder.resolve("m");
        Process master = house.ssh(List.of("-M", "-S", socket.toString()), "anna%web-03", "sleep 31415.3")
                .start();
        LiveSession first = live();
        Process second = house.ssh(List.of("-S", socket.toString()), "anna%web-03", "cat")
                .start();
        Eventually.holds(
                "two sessions run", PATIENCE, () -> house.door.sessions().size() == 2);

        first.end("Withdrawn.");

        try (OutputStream in = second.getOutputStream()) {
            in.write("still here\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(second.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(text(second.getInputStream())).isEqualTo("still here\n");
        master.destroy();
    }

    @Test
    void windowThatIsOverEndsTheSession() throws Exception {
        house.gate.answer =
                attempt -> house.gate.admit(attempt, house.clock.instant().plusSeconds(3600));
        Process client = house.ssh("sleep 31415.4").start();
        live();

        house.clock.advance(Duration.ofSeconds(3601));

        assertThat(client.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(text(client.getErrorStream())).contains("bastion: WINDOW_ENDED");
    }

    @Test
    void failingRecorderEndsTheSessionAndNothingPassesUnrecorded() throws Exception {
        Process client = house.ssh("cat").start();
        live();
        Reel reel = house.gate.lastReel();
        send(client, "recorded\n");
        Eventually.holds("the line came back", PATIENCE, () -> reel.out().equals("recorded\n"));

        reel.broken = () -> true;
        send(client, "secret\n");

        assertThat(client.waitFor(2, TimeUnit.SECONDS)).isTrue();
        assertThat(text(client.getInputStream())).isEqualTo("recorded\n");
        assertThat(text(client.getErrorStream())).contains("bastion: RECORDER_FAILED");
        reel.exit.get(2, TimeUnit.SECONDS);
        assertThat(reel.exits).hasSize(1);
    }

    @Test
    void expelledPersonIsDisconnectedEverywhere() throws Exception {
        Process one = house.ssh("sleep 31415.5").start();
        Process two = house.ssh("sleep 31415.6").start();
        Eventually.holds(
                "two sessions run", PATIENCE, () -> house.door.sessions().size() == 2);

        house.door.expel("anna", "Your duty has ended.");

        assertThat(one.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(two.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(text(one.getErrorStream())).contains("Your duty has ended.");
        Eventually.holds("no connection is kept", PATIENCE, () -> house.hosts.connections() == 0);
    }

    @Test
    void connectionWithoutASessionIsExpelledToo() throws Exception {
        Process idle = house.ssh(List.of("-N"), "anna%web-03").start();
        Eventually.holds("the visitor is in", PATIENCE, () -> house.gate.entered.size() == 1);

        house.door.expel("anna", "Your duty has ended.");

        assertThat(idle.waitFor(2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void personWhoVanishesLeavesNothingBehind() throws Exception {
        Process client =
                house.ssh(List.of("-tt"), "anna%web-03", "sleep 31415.7").start();
        live();
        Eventually.holds("the command runs", PATIENCE, () -> running("sleep 31415.7"));

        client.destroyForcibly();

        Eventually.holds("the command is gone", PATIENCE, () -> !running("sleep 31415.7"));
        assertThat(house.gate.lastReel().exit.get(10, TimeUnit.SECONDS)).isInstanceOf(Exit.class);
        assertThat(house.gate.lastReel().exits).hasSize(1);
        assertThat(house.door.sessions()).isEmpty();
    }

    @Test
    void hostThatDiesEndsTheSessionWithAText() throws Exception {
        Process client = house.ssh("sleep 31415.8").start();
        live();
        Eventually.holds("the command runs", PATIENCE, () -> running("sleep 31415.8"));
        try {
            house.sshd.die();

            assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).isEqualTo(255);
            assertThat(text(client.getErrorStream())).contains("bastion: HOST_LOST");
            assertThat(house.gate.lastReel().exits).containsExactly(new Exit.Cut("HOST_LOST"));

            Program.Result next = house.ssh("true").run();
            assertThat(next.exit()).isEqualTo(255);
            assertThat(next.err()).contains("bastion: HOST_UNREACHABLE");
            assertThat(house.gate.lastReel().exits).containsExactly(new Exit.NotStarted(Refusal.HOST_UNREACHABLE));
        } finally {
            house.sshd.revive();
            Program.of("pkill", "-f", "^sleep 31415.8").run();
        }
        house.ssh("true").run().ok();
    }

    @Test
    void hostWithAnotherKeyIsNotConnectedTo() throws Exception {
        Target real = house.target(new Credential.HeldKey(house.held));
        for (PublicKey pin : List.of(SshKeys.newEd25519().getPublic(), rsa())) {
            house.gate.hosts.put(
                    "forged",
                    new Target("anna", real.host(), real.port(), List.of(pin), real.account(), real.credential()));

            Program.Result result = house.sshAs("anna%forged", "true").run();

            assertThat(result.exit()).isEqualTo(255);
            assertThat(result.err()).contains("bastion: HOST_KEY_MISMATCH");
        }
    }

    private static PublicKey rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(3072);
        return generator.generateKeyPair().getPublic();
    }

    @Test
    void hostThatRefusesTheCredentialSaysSo() throws Exception {
        house.gate.hosts.put("closed", house.target(new Credential.HeldKey(SshKeys.newEd25519())));
        house.gate.hosts.put(
                "expired", house.target(new Credential.Certified(house.authority, "anna", Duration.ofHours(-1))));

        assertThat(house.sshAs("anna%closed", "true").run().err()).contains("bastion: CREDENTIAL_REFUSED");
        assertThat(house.sshAs("anna%expired", "true").run().err()).contains("bastion: CREDENTIAL_REFUSED");
    }

    private LiveSession live() throws Exception {
        Eventually.holds("a session was admitted", PATIENCE, () -> !house.gate.reels.isEmpty());
        return house.gate.lastReel().live.get(10, TimeUnit.SECONDS);
    }

    private static void send(Process client, String text) throws Exception {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private static boolean running(String command) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").endsWith(command)
                        && process.info().command().orElse("").endsWith("sleep"));
    }

    private static String text(java.io.InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
