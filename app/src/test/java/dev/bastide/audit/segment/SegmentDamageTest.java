package dev.bastide.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.segment.SegmentUnreadable.Why;
import dev.bastide.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a sealed file, a reader says so, and never gives another record. */
class SegmentDamageTest {
    @TempDir
    Path folder;

    private final List<LogEntry> entries = Segments.entries(600);
    private SealedSegment sealed = new SealedSegment(
            new SegmentRange(0, 1),
            List.of(),
            new byte[0],
            Segments.KEY.id(),
            java.time.Instant.MIN,
            java.time.Instant.MIN,
            0);
    private Path file = Path.of("");

    @BeforeEach
    void seal() throws IOException {
        sealed = Segments.seal(folder, 512, entries);
        file = folder.resolve(sealed.range().fileName());
    }

    @Test
    void aPipeOrALinkInItsPlaceHangsNobody() throws Exception {
        Path aside = folder.resolve("aside");
        Files.move(file, aside);
        Program.of("mkfifo", file.toString()).run().ok();
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> readAll(Segments.KEY)).isInstanceOf(SegmentUnreadable.class));

        Files.delete(file);
        Files.createSymbolicLink(file, aside);
        assertThatThrownBy(() -> readAll(Segments.KEY)).isInstanceOf(SegmentUnreadable.class);

        Files.delete(file);
        Files.move(aside, file);
        readAll(Segments.KEY);
    }

    private void readAll(SegmentKey key) {
        try (SegmentReader reader = SegmentReader.in(Disk.real(), folder, sealed.range(), key)) {
            reader.entries(
                    512,
                    1112,
                    (index, entry) -> assertThat(Segments.leaf(entry, index))
                            .isEqualTo(Segments.leaf(entries.get((int) (index - 512)), index)));
        }
    }

    private Why why() {
        try {
            readAll(Segments.KEY);
        } catch (SegmentUnreadable e) {
            return e.why();
        }
        throw new AssertionError("it was read");
    }

    @Test
    void aFlippedBitInEveryByteClassIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(1);
        List<Integer> places = new ArrayList<>();
        // The beginning with its first modules, the whole end with open part, footer, length and magic, and some
        // between.
        for (int at = 0; at < 200; at++) {
            places.add(at);
        }
        int tail = 8 + Bytes.int32At(bytes, bytes.length - 8);
        for (int at = bytes.length - tail; at < bytes.length - tail + 150; at++) {
            places.add(at);
        }
        for (int at = bytes.length - 60; at < bytes.length; at++) {
            places.add(at);
        }
        for (int i = 0; i < 300; i++) {
            places.add(random.nextInt(bytes.length));
        }
        flip(bytes, places);
    }

    @Tag("long")
    @Test
    void aFlippedBitInEveryByteIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at < bytes.length; at++) {
            places.add(at);
        }
        flip(bytes, places);
    }

    private void flip(byte[] bytes, List<Integer> places) throws IOException {
        for (int at : places) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(file, flipped);
            assertThat(why()).as("byte %s of %s", at, bytes.length).isIn(Why.ALTERED, Why.TRUNCATED, Why.OTHER_KEY);
        }
    }

    @Test
    void aCutOrLongerFileIsNotRead() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 4, 11, 16, 40, bytes.length / 2, bytes.length - 9, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(why()).as("%s bytes", length).isIn(Why.TRUNCATED, Why.ALTERED);
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertThat(why()).isIn(Why.TRUNCATED, Why.ALTERED);
        Files.delete(file);
        assertThat(why()).isEqualTo(Why.MISSING);
    }

    @Test
    void aCutThatIsEndedAgainIsNotRead() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int tail = 8 + Bytes.int32At(bytes, bytes.length - 8);
        byte[] ended = Arrays.copyOf(bytes, bytes.length - 1000);
        System.arraycopy(bytes, bytes.length - tail, ended, ended.length - tail, tail);
        Files.write(file, ended);

        assertThat(why()).isEqualTo(Why.ALTERED);
    }

    @Test
    void anotherKeyReadsNothing() {
        assertThatThrownBy(() -> readAll(Segments.key(8)))
                .isInstanceOfSatisfying(
                        SegmentUnreadable.class, e -> assertThat(e.why()).isEqualTo(Why.OTHER_KEY));
        byte[] secret = new byte[32];
        assertThatThrownBy(() -> readAll(new SegmentKey(Segments.KEY.id(), secret)))
                .isInstanceOfSatisfying(
                        SegmentUnreadable.class, e -> assertThat(e.why()).isEqualTo(Why.ALTERED));
    }

    @Test
    void aSegmentUnderAnotherNameIsNotRead() throws IOException {
        SegmentRange other = new SegmentRange(1112, 1712);
        Files.copy(file, folder.resolve(other.fileName()));

        assertThatThrownBy(() -> Segments.read(folder, other))
                .isInstanceOfSatisfying(
                        SegmentUnreadable.class, e -> assertThat(e.why()).isEqualTo(Why.ALTERED));
    }

    @Test
    void aValidOlderSegmentIsNotTheSealedOne() throws IOException {
        Files.copy(file, folder.resolve("older"));
        Path olderIndex = folder.resolve("older.index");
        Files.copy(folder.resolve(sealed.range().indexName()), olderIndex);
        List<LogEntry> changed = new ArrayList<>(entries);
        changed.set(3, entries.get(4));
        SealedSegment newer = Segments.seal(folder, 512, changed);
        Files.move(folder.resolve("older"), file, StandardCopyOption.REPLACE_EXISTING);

        try (SegmentReader reader = Segments.read(folder, newer.range())) {
            assertThatThrownBy(() -> reader.requireSha256(newer.sha256()))
                    .isInstanceOfSatisfying(
                            SegmentUnreadable.class, e -> assertThat(e.why()).isEqualTo(Why.OTHER_FILE));
        }
        Files.move(olderIndex, folder.resolve(newer.range().indexName()), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> SegmentIndex.open(Disk.real(), folder, Segments.file(newer)))
                .isInstanceOf(SegmentUnreadable.class);
    }

    @Test
    void pagesOfAnotherFileWithTheSameKeyAreNotTaken() throws IOException {
        byte[] first = Files.readAllBytes(file);
        Segments.seal(folder, 512, entries);
        byte[] second = Files.readAllBytes(file);
        int same = 0;
        while (first[first.length - 1 - same] == second[second.length - 1 - same]) {
            same++;
        }
        assertThat(same).isLessThan(200);
        byte[] mixed = second.clone();
        System.arraycopy(first, 4, mixed, 4, 3_000);
        Files.write(file, mixed);

        assertThat(why()).isEqualTo(Why.ALTERED);
    }
}
