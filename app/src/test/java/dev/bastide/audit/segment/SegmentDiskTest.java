package dev.bastide.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.log.LogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that fails or loses its power leaves a whole segment, or none; never a wrong one, and never a silent failure. */
class SegmentDiskTest {
    private static final Path FOLDER = Path.of("segments");
    private static final List<LogEntry> ENTRIES = Segments.entries(300);
    private static final String FILE = new SegmentRange(40, 340).fileName();

    private record Run(FaultyDisk disk, Optional<SealedSegment> sealed, boolean told) {}

    private static Run run(int failing, FaultyDisk.Fault fault) {
        FaultyDisk disk = new FaultyDisk(failing, fault);
        SealedSegment sealed = null;
        boolean told = false;
        SegmentRange range = new SegmentRange(40, 340);
        try (SegmentWriter writer = SegmentWriter.begin(disk, FOLDER, range, Segments.KEY, Segments.RANDOM)) {
            for (LogEntry entry : ENTRIES) {
                writer.add(entry);
            }
            sealed = writer.seal();
            told = writer.indexProblem().isPresent();
        } catch (IOException | SegmentUnreadable e) {
            told = true;
        }
        return new Run(disk, Optional.ofNullable(sealed), told);
    }

    @ParameterizedTest
    @EnumSource(FaultyDisk.Fault.class)
    void everyCallThatFailsIsToldAndLeavesNoHalfSegment(FaultyDisk.Fault fault) throws IOException {
        List<String> calls = run(-1, fault).disk().calls();
        assertThat(calls).contains("create", "write", "force", "open", "read", "rename", "forceFolder", "close");

        for (int failing = 0; failing < calls.size(); failing++) {
            Run run = run(failing, fault);

            assertThat(run.told())
                    .as("%s, call %s", calls.get(failing), failing)
                    .isTrue();
            if (run.sealed().isPresent()) {
                readsWhole(run.disk(), run.sealed().get());
            } else if (!calls.get(failing).equals("forceFolder") && run.disk().has(FILE)) {
                // Only a failure after the file had its name may leave one, and then it is whole.
                readsWhole(run.disk());
            }
            SegmentWriter.sweep(run.disk(), FOLDER);
            assertThat(run.disk().list(FOLDER))
                    .noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    void aPowerCutAfterSealingLosesNothing() {
        for (int seed = 0; seed < 50; seed++) {
            Run run = run(-1, FaultyDisk.Fault.NOTHING);

            FaultyDisk after = run.disk().afterPowerCut(new SplittableRandom(seed));

            readsWhole(after, run.sealed().orElseThrow());
        }
    }

    @Test
    void aPowerCutWhileSealingLeavesAWholeSegmentOrNone() {
        cut(40);
    }

    @Tag("long")
    @Test
    void twoThousandPowerCutsWhileSealing() {
        cut(2_000);
    }

    private static void cut(int rounds) {
        int calls = run(-1, FaultyDisk.Fault.NOTHING).disk().calls().size();
        List<Integer> whole = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            SplittableRandom random = new SplittableRandom(round);
            // The failing call stands for the moment at which the power goes.
            Run run = run(random.nextInt(calls), FaultyDisk.Fault.HALF);

            FaultyDisk after = run.disk().afterPowerCut(random);

            if (after.has(FILE)) {
                readsWhole(after);
                whole.add(round);
            }
        }
        assertThat(whole).hasSizeLessThan(rounds);
    }

    private static void readsWhole(FaultyDisk disk, SealedSegment sealed) {
        readsWhole(disk);
        try (SegmentReader reader = SegmentReader.in(disk, FOLDER, sealed.range(), Segments.KEY)) {
            reader.requireSha256(sealed.sha256());
        }
    }

    private static void readsWhole(FaultyDisk disk) {
        try (SegmentReader reader = SegmentReader.in(disk, FOLDER, new SegmentRange(40, 340), Segments.KEY)) {
            reader.entries(
                    40,
                    340,
                    (index, entry) -> assertThat(Segments.leaf(entry, index))
                            .isEqualTo(Segments.leaf(ENTRIES.get((int) (index - 40)), index)));
        }
    }
}
