package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.inbox.RecordCipher.Opened;
import dev.bastide.audit.log.Verifiers;
import dev.bastide.audit.segment.Disk;
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
        killed(5, LogHome.SEGMENT_RECORDS);
    }

    @Test
    @Tag("long")
    void nothingIsLostInManyKills() throws Exception {
        killed(200, LogHome.SEGMENT_RECORDS);
    }

    @Test
    void nothingIsLostInAFewKillsWhileSegmentsAreSealed() throws Exception {
        killed(5, 256);
    }

    @Test
    @Tag("long")
    void nothingIsLostInManyKillsWhileSegmentsAreSealed() throws Exception {
        killed(200, 256);
    }

    private void killed(int rounds, int segmentRecords) throws Exception {
        Random random = new Random(rounds);
        Set<String> acknowledged = new HashSet<>();
        try (TestDatabase database = TestDatabase.copy()) {
            for (int round = 0; round < rounds; round++) {
                List<String> said = round(database, round, random.nextInt(250), segmentRecords);
                assertThat(said).noneMatch(line -> line.startsWith("refused"));
                acknowledged.addAll(said);
            }
            LogHome home = new LogHome(folder.resolve("home"), Disk.real(), segmentRecords);
            try (TestLog log = new TestLog(database, database.dataSource(), home, Clock.systemUTC())) {
                log.seal();
                assertThat(log.reader.standing().segments().count() > 0)
                        .isEqualTo(segmentRecords < LogHome.SEGMENT_RECORDS);
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
    private List<String> round(TestDatabase database, int round, int millis, int segmentRecords) throws Exception {
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
                        Integer.toString(round),
                        Integer.toString(segmentRecords))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("PGPASSWORD", database.password());
        String working = segmentRecords < LogHome.SEGMENT_RECORDS ? "n" + segmentRecords : "n";
        Process process = builder.start();
        try {
            Eventually.holds(
                    "it works",
                    Duration.ofSeconds(60),
                    () -> Files.readString(out).contains("r" + round + working));
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

    /** Who is named by each record of the log, wherever it lies; the program wrote a word there. */
    private static List<String> logged(TestLog log) {
        List<String> words = new ArrayList<>();
        try (LogWalk walk = new LogWalk(log.store, 1)) {
            if (walk.sealed().end() > 0) {
                for (Sealed segment : walk.sealed().segments()) {
                    walk.sealed()
                            .entries(segment.range().from(), segment.range().to())
                            .forEach(entry -> words.add(entry.record().userId()));
                }
            }
            for (LogWalk.Place place : walk.places(walk.sealed().end(), log.size())) {
                if (log.store.leaves().open(place.row().orElseThrow()) instanceof Opened.Whole whole) {
                    words.add(whole.entry().userId());
                }
            }
        }
        return words.stream().filter(word -> word.matches("r\\d+n\\d+")).toList();
    }
}
