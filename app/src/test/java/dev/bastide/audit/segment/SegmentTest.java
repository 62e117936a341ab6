package dev.bastide.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed is read again, byte by byte, and nothing of it can be read without the key. */
class SegmentTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 127, 128, 129, 130, 255, 256, 257, 2047, 2048, 2049, 8191, 8192, 8193})
    void everySizeIsReadAsItWasSealed(int size) throws IOException {
        sealsAndReads(0, Segments.entries(size));
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 131_073})
    void everyLargeSizeIsReadAsItWasSealed(int size) throws IOException {
        sealsAndReads(1 << 20, Segments.entries(size));
    }

    @Test
    void oddRecordsAreReadAsTheyWereSealed() throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            sealsAndReads(random.nextInt(100_000), Segments.oddEntries(1 + random.nextInt(700), random));
        }
    }

    @Test
    void largeContentsAreKeptWhole() throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (LogEntry entry : Segments.entries(700)) {
            byte[] content = new byte[64 << 10];
            random.nextBytes(content);
            entries.add(entry.withContent(content));
        }

        sealsAndReads(5, entries);
    }

    private void sealsAndReads(long from, List<LogEntry> entries) throws IOException {
        SealedSegment sealed = Segments.seal(folder, from, entries);

        try (SegmentReader reader = Segments.read(folder, sealed.range())) {
            reader.requireSha256(sealed.sha256());
            long[] next = {from};
            reader.entries(from, sealed.range().to(), (index, entry) -> {
                LogEntry given = entries.get((int) (index - from));
                assertThat(index).isEqualTo(next[0]++);
                assertThat(entry.content()).isEqualTo(given.content());
                if (!Arrays.equals(Segments.leaf(entry, index), Segments.leaf(given, index))) {
                    assertThat(new String(Segments.leaf(entry, index), StandardCharsets.UTF_8))
                            .isEqualTo(new String(Segments.leaf(given, index), StandardCharsets.UTF_8));
                }
            });
            assertThat(next[0]).isEqualTo(sealed.range().to());
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 20; i++) {
                int row = random.nextInt(entries.size());
                assertThat(Segments.leaf(reader.entry(from + row), from + row))
                        .isEqualTo(Segments.leaf(entries.get(row), from + row));
            }
        }
        assertThat(sealed.bytes())
                .isEqualTo(Files.size(folder.resolve(sealed.range().fileName())));
    }

    @Test
    void theSubtreesAreThoseOfTheLog() throws IOException {
        List<LogEntry> entries = Segments.entries(700);
        Frontier whole = new Frontier();
        for (int i = 0; i < 700; i++) {
            whole.add(Segments.leafHash(entries.get(i), i));
        }

        SealedSegment first = Segments.seal(folder, 0, entries);
        SealedSegment later = Segments.seal(folder, 300, entries.subList(300, 700));

        assertThat(first.subtrees().stream().map(Subtree::hash).toList())
                .usingElementComparator(Arrays::compare)
                .isEqualTo(whole.hashes());
        assertThat(later.subtrees().stream().map(Subtree::from).toList())
                .containsExactly(300L, 304L, 320L, 384L, 512L, 640L, 672L, 688L, 696L);
        assertThat(later.subtrees().subList(4, 9)).isEqualTo(first.subtrees().subList(1, 6));
    }

    @Test
    void aRecordIsCheckedAgainstTheTree() throws IOException {
        List<LogEntry> entries = Segments.entries(700);
        SealedSegment sealed = Segments.seal(folder, 100, entries);
        byte[][] hashes = new byte[800][];
        for (int i = 0; i < 700; i++) {
            hashes[100 + i] = Segments.leafHash(entries.get(i), 100 + i);
        }

        try (SegmentReader reader = Segments.read(folder, sealed.range())) {
            for (int index : new int[] {100, 127, 128, 255, 256, 511, 512, 767, 768, 799}) {
                LogEntry read = reader.entry(index, (level, at) -> root(hashes, level, at));
                assertThat(Segments.leaf(read, index)).isEqualTo(Segments.leaf(entries.get(index - 100), index));
            }
            hashes[300] = new byte[32];
            assertThatThrownBy(() -> reader.entry(310, (level, at) -> root(hashes, level, at)))
                    .isInstanceOfSatisfying(
                            SegmentUnreadable.class,
                            e -> assertThat(e.why()).isEqualTo(SegmentUnreadable.Why.OTHER_FILE));
        }
    }

    private static byte[] root(byte[][] hashes, int level, long index) {
        Subtree.Cover cover = new Subtree.Cover(index << level);
        for (long at = index << level; at < (index + 1) << level; at++) {
            cover.add(hashes[(int) at]);
        }
        return cover.parts().getFirst().hash();
    }

    @Test
    void aWrongLeafHashIsNotSealed() throws IOException {
        List<LogEntry> entries = Segments.entries(300);
        SegmentRange range = new SegmentRange(0, 300);

        try (SegmentWriter writer = SegmentWriter.begin(Disk.real(), folder, range, Segments.KEY, Segments.RANDOM)) {
            for (int i = 0; i < 300; i++) {
                writer.add(entries.get(i), Segments.leafHash(entries.get(i), i == 170 ? 171 : i));
            }
            assertThatThrownBy(writer::seal).isInstanceOf(SegmentUnreadable.class);
        }

        assertThat(Disk.real().list(folder)).isEmpty();
    }

    @Test
    void aSegmentIsSealedWholeOrNotAtAll() throws IOException {
        SegmentRange range = new SegmentRange(0, 2);
        LogEntry entry = Segments.entries(1).getFirst();

        try (SegmentWriter writer = SegmentWriter.begin(Disk.real(), folder, range, Segments.KEY, Segments.RANDOM)) {
            writer.add(entry);
            assertThatThrownBy(writer::seal).isInstanceOf(IllegalStateException.class);
        }

        assertThat(Disk.real().list(folder)).isEmpty();
    }

    @Test
    void nothingCanBeReadWithoutTheKey() throws IOException {
        String marker = "marker-kzqvxwj";
        List<LogEntry> entries = new ArrayList<>();
        for (LogEntry entry : Segments.oddEntries(3_000, new SplittableRandom(5))) {
            var of = entry.record();
            var marked = new dev.bastide.audit.AuditRecord(
                    of.tag(),
                    of.time(),
                    marker,
                    marker,
                    marker,
                    marker,
                    of.ipAddress(),
                    of.method(),
                    marker,
                    of.result(),
                    marker,
                    of.offset(),
                    "host:" + marker,
                    marker);
            entries.add(new LogEntry(
                    marked, marker.getBytes(StandardCharsets.UTF_8), entry.id(), marker, null, entry.loggedAt()));
        }

        Segments.seal(folder, 0, entries);

        List<Path> files = Disk.real().list(folder);
        assertThat(files).hasSize(2);
        for (Path file : files) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(bytes).doesNotContain(marker).doesNotContain("SIGN_IN").doesNotContain("user_id");
        }
    }

    @Test
    void aColumnIsCountedAlone() throws IOException {
        List<LogEntry> entries = Segments.entries(20_000);
        SealedSegment sealed = Segments.seal(folder, 0, entries);
        String user = entries.get(77).record().userId();

        try (SegmentReader reader = Segments.read(folder, sealed.range())) {
            assertThat(reader.count(Column.USER_ID, user::equals))
                    .isEqualTo(entries.stream()
                            .filter(entry -> entry.record().userId().equals(user))
                            .count());
        }
    }

    @Test
    void namesTellTheRange() {
        SegmentRange range = new SegmentRange(1 << 20, 2 << 20);

        assertThat(SegmentRange.ofFileName(range.fileName())).contains(range);
        for (String name : List.of("0-0.parquet", "5-3.parquet", "01-2.parquet", "0-1.parquet.part", "0-1.index")) {
            assertThat(SegmentRange.ofFileName(name)).isEmpty();
        }
    }
}
