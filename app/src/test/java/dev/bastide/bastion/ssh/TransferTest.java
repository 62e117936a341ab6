package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files through the bastion arrive as they were, with every tool, in both directions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransferTest {
    private static final int MIB = 1 << 20;

    private House house;
    private Path files;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder.resolve("house"));
        files = Files.createDirectories(folder.resolve("files"));
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
    void eightMebibytesUpAndDown() throws Exception {
        bothWays(8, List.of());
    }

    @Test
    @Tag("long")
    void sixtyFourMebibytesUpAndDown() throws Exception {
        bothWays(64, List.of());
    }

    @Test
    void eightMebibytesWithChachaAndRekeying() throws Exception {
        bothWays(8, List.of("-o", "Ciphers=chacha20-poly1305@openssh.com", "-o", "RekeyLimit=1M"));
    }

    @Test
    @Tag("long")
    void threeGibibytesDownWithRekeying() throws Exception {
        long bytes = 3L << 30;
        Process client = house.ssh(List.of("-o", "RekeyLimit=16M"), "anna%web-03", "head -c " + bytes + " /dev/zero")
                .start();
        try (InputStream out = client.getInputStream()) {
            assertThat(drain(out)).isEqualTo(bytes);
        }
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }

    @Test
    @Tag("long")
    void gibibyteUpWithRekeying() throws Exception {
        Process client = house.ssh(List.of("-o", "RekeyLimit=16M"), "anna%web-03", "wc -c")
                .start();
        byte[] block = new byte[1 << 20];
        try (OutputStream in = client.getOutputStream()) {
            for (int i = 0; i < 1024; i++) {
                in.write(block);
            }
        }
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualToIgnoringNewLines("1073741824");
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void scpInBothModes() throws Exception {
        Path file = random("scp", 3 * MIB);
        for (String mode : List.of("-O", "-s")) {
            Path there = files.resolve("scp-there" + mode);
            Path back = files.resolve("scp-back" + mode);

            house.tool("scp", mode, file.toString(), at(there)).run().ok();
            house.tool("scp", mode, at(there), back.toString()).run().ok();

            assertThat(Files.mismatch(file, there)).as(mode).isEqualTo(-1);
            assertThat(Files.mismatch(file, back)).as(mode).isEqualTo(-1);
        }
        assertThat(house.gate.attempts)
                .anyMatch(attempt -> attempt.kind() == Attempt.Kind.SUBSYSTEM
                        && attempt.command().equals("sftp"));
        assertThat(house.gate.attempts).anyMatch(attempt -> attempt.command().startsWith("scp "));
    }

    @Test
    void sftpBatch() throws Exception {
        Path file = random("sftp", MIB);
        Path there = files.resolve("sftp-there");
        Path back = files.resolve("sftp-back");
        Path batch = Files.writeString(
                files.resolve("batch"), "put " + file + " " + there + "\nget " + there + " " + back + "\nrm " + there);

        house.tool("sftp", "-b", batch.toString(), "anna%web-03@127.0.0.1")
                .run()
                .ok();

        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
        assertThat(there).doesNotExist();
    }

    @Test
    void rsyncKeepsATree() throws Exception {
        assumeTrue(Program.present("rsync"), "rsync is not installed");
        Path tree = Files.createDirectories(files.resolve("tree/a/b"));
        for (int i = 0; i < 40; i++) {
            Files.writeString(tree.resolve("f" + i), "content " + i);
        }
        Files.createSymbolicLink(tree.resolve("link"), Path.of("f1"));
        Path there = files.resolve("tree-there");

        Program.of("rsync", "-a", "-e", house.sshCommand(), files.resolve("tree") + "/", at(there))
                .run()
                .ok();

        Program.of("diff", "-r", files.resolve("tree").toString(), there.toString())
                .run()
                .ok();
    }

    @Test
    void gitPushesAndClones() throws Exception {
        assumeTrue(Program.present("git"), "git is not installed");
        Path bare = files.resolve("bare.git");
        Path work = files.resolve("work");
        git("init", "-q", "--bare", "-b", "main", bare.toString());
        git("init", "-q", "-b", "main", work.toString());
        Files.writeString(work.resolve("file"), "one\n");
        git("-C", work.toString(), "add", "file");
        git("-C", work.toString(), "commit", "-q", "-m", "one");

        git("-C", work.toString(), "push", "-q", at(bare), "main");
        git("clone", "-q", at(bare), files.resolve("clone").toString());

        assertThat(files.resolve("clone/file")).hasContent("one\n");
    }

    @Test
    void slowReaderStopsTheWriter() throws Exception {
        Process client = house.ssh("head -c 67108864 /dev/zero").start();
        try (InputStream out = client.getInputStream()) {
            assertThat(out.readNBytes(1000)).hasSize(1000);
            Eventually.holds("the session runs", Duration.ofSeconds(10), () -> !house.gate.reels.isEmpty());
            Reel reel = house.gate.lastReel();
            long[] before = {-1};
            Eventually.holds("the writer stands still", Duration.ofSeconds(20), () -> {
                long now = reel.passed.get();
                boolean still = now == before[0];
                before[0] = now;
                return still && now > 0;
            });

            assertThat(reel.passed.get()).as("only windows are held").isLessThan(12L * MIB);
            assertThat(drain(out)).isEqualTo(67108864 - 1000);
        }
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }

    @Test
    void programThatReadsSlowlyGetsEverything() throws Exception {
        byte[] bytes = new byte[6 * MIB];
        new Random(7).nextBytes(bytes);
        Path there = files.resolve("slow-there");

        house.ssh("sleep 1; head -c 1000000 > " + there + "; sleep 1; cat >> " + there)
                .input(bytes)
                .run()
                .ok();

        assertThat(Files.readAllBytes(there)).isEqualTo(bytes);
    }

    @Test
    void singleBytesPass() throws Exception {
        Process client = house.ssh("cat").start();
        try (OutputStream in = client.getOutputStream();
                InputStream out = client.getInputStream()) {
            for (int i = 0; i < 300; i++) {
                in.write('a' + i % 26);
                in.flush();
                assertThat(out.read()).isEqualTo('a' + i % 26);
            }
        }
        assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void bothWays(int mebibytes, List<String> more) throws Exception {
        Path file = random("bulk" + more.size(), mebibytes * MIB);
        Path there = files.resolve("bulk-there");

        house.ssh(more, "anna%web-03", "cat > " + there)
                .input(Files.readAllBytes(file))
                .run()
                .ok();
        byte[] back = house.ssh(more, "anna%web-03", "cat " + there).run().ok().bytes();

        assertThat(Files.mismatch(file, there)).isEqualTo(-1);
        assertThat(back).isEqualTo(Files.readAllBytes(file));
    }

    private static long drain(InputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
            total += n;
        }
        return total;
    }

    private Path random(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(name.hashCode()).nextBytes(content);
        return Files.write(files.resolve(name), content);
    }

    private String at(Path path) {
        return "anna%web-03@127.0.0.1:" + path;
    }

    private void git(String... words) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(List.of("git", "-c", "user.name=anna", "-c", "user.email=a@b"));
        command.addAll(List.of(words));
        Program.of(command)
                .environment(Map.of("GIT_SSH_COMMAND", house.sshCommand(), "GIT_CONFIG_GLOBAL", "/dev/null"))
                .run()
                .ok();
    }
}
