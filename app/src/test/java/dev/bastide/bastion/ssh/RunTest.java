package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the runner: their output, their exit, and what is known when they are cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunTest {
    private House house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
    }

    @AfterAll
    void close() throws Exception {
        house.close();
    }

    @Test
    void tellsExitAndOutput() throws Exception {
        Reel reel = new Reel();

        Exit exit = run("echo out; echo err >&2; cat; exit 9", reel).outcome().get(20, TimeUnit.SECONDS);

        assertThat(exit).isEqualTo(new Exit.Status(9));
        assertThat(reel.out()).isEqualTo("out\n");
        assertThat(reel.error.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
        assertThat(reel.exits).containsExactly(new Exit.Status(9));
        assertThat(reel.requests).containsExactly("exec echo out; echo err >&2; cat; exit 9");
    }

    @Test
    void muchOutputComesWhole() throws Exception {
        Reel reel = new Reel();

        Exit exit = run("head -c 20000000 /dev/zero", reel).outcome().get(60, TimeUnit.SECONDS);

        assertThat(exit).isEqualTo(new Exit.Status(0));
        assertThat(reel.passed).hasValue(20_000_000);
    }

    @Test
    void cancelledRunIsKilledAndItsOutcomeUnknown() throws Exception {
        Reel reel = new Reel();
        SshRun run = run("echo on; sleep 27182.1", reel);
        Eventually.holds("it runs", Duration.ofSeconds(15), () -> reel.out().equals("on\n"));

        run.end("cancelled by bert");

        assertThat(run.outcome().get(1, TimeUnit.SECONDS)).isEqualTo(new Exit.Cut("cancelled by bert"));
        Eventually.holds(
                "it is gone",
                Duration.ofSeconds(2),
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").endsWith("sleep 27182.1")));
        assertThat(reel.exits).hasSize(1);
    }

    @Test
    void failingRecorderCutsTheRun() throws Exception {
        Reel reel = new Reel();
        reel.broken = () -> true;

        Exit exit = run("echo on; sleep 27182.2", reel).outcome().get(20, TimeUnit.SECONDS);

        assertThat(exit).isEqualTo(new Exit.Cut("RECORDER_FAILED"));
    }

    @Test
    void hostThatCannotBeReachedHasRunNothing() throws Exception {
        Reel reel = new Reel();
        Target nowhere = new Target(
                "runner",
                "127.0.0.1",
                dev.bastide.testing.RealSshd.freePort(),
                List.of(SshKeys.newEd25519().getPublic()),
                "root",
                new Credential.HeldKey(house.held));

        SshRun run = SshRun.start(house.hosts, UUID.randomUUID(), nowhere, "id", reel, Instant.MAX);

        assertThat(run.outcome().get(30, TimeUnit.SECONDS)).isEqualTo(new Exit.NotStarted(Refusal.HOST_UNREACHABLE));
        assertThat(reel.live).isNotDone();
    }

    private SshRun run(String command, Reel reel) throws Exception {
        Target target = house.target(new Credential.HeldKey(house.held));
        return SshRun.start(house.hosts, UUID.randomUUID(), target, command, reel, Instant.MAX);
    }
}
