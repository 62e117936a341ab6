package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.inbox.RecordCipher.Opened;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed again and again in the middle: what was acknowledged is there, once, and the log is whole. */
class KilledSequencerTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    @Test
    void nothingIsLostInAFewKills() throws Exception {
        killed(5);
    }

    @Test
    @Tag("long")
    void nothingIsLostInManyKills() throws Exception {
        killed(200);
    }

    private void killed(int rounds) throws Exception {
        Random random = new Random(rounds);
        Set<String> acknowledged = new HashSet<>();
        try (TestDatabase database = TestDatabase.copy()) {
            for (int round = 0; round < rounds; round++) {
                List<String> said = round(database, round, random.nextInt(250));
                assertThat(said).noneMatch(line -> line.startsWith("refused"));
                acknowledged.addAll(said);
            }
            try (TestLog log = new TestLog(database, folder.resolve("home"), Clock.systemUTC())) {
                log.settle();
                List<String> logged = logged(log);
                assertThat(logged).doesNotHaveDuplicates().containsAll(acknowledged);
                assertThat(acknowledged).hasSizeGreaterThan(rounds);
                assertThat(log.reader.check()).isEmpty();
                Path bundle = log.bundle(folder.resolve("bundle"));
                assertThat(new Verifiers(shared)
                                .java(
                                        bundle.toString(),
                                        "--key",
                                        TestLog.key(bundle).toString())
                                .text())
                        .startsWith("proven");
            }
        }
    }

    /** Lets the program work for so long after its first acknowledgement and kills it; what it acknowledged. */
    private List<String> round(TestDatabase database, int round, int millis) throws Exception {
        Path out = folder.resolve("out-" + round);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledProgram.class.getName(),
                        database.url(),
                        folder.resolve("home").toString(),
                        Integer.toString(round))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("PGPASSWORD", database.password());
        Process process = builder.start();
        try {
            Eventually.holds(
                    "it works",
                    Duration.ofSeconds(60),
                    () -> Files.readString(out).contains("r" + round + "n"));
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        // A line that was cut off is no acknowledgement.
        String text = Files.readString(out);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("refused") || line.matches("r\\d+n\\d+"))
                .toList();
    }

    private static List<String> logged(TestLog log) {
        LeafMaker leaves = new LeafMaker(log.cipher);
        LogWalk walk = new LogWalk(
                log.database.sql(),
                leaves,
                new LogKeys(dev.bastide.audit.TestAudit.vault(), new java.security.SecureRandom(), log.clock),
                1);
        List<String> words = new ArrayList<>();
        for (LogWalk.Place place : walk.places(0, log.size())) {
            if (place.form() == Form.RECORD && leaves.open(place.row().orElseThrow()) instanceof Opened.Whole whole) {
                words.add(whole.entry().userId());
            }
        }
        return words;
    }
}
