package dev.bastide.bastion.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A46: what was recorded comes back byte by byte, and what was touched afterwards is named. */
class RecordingTest {
    @TempDir
    Path folder;

    @Test
    void everyByteComesBackInOrder() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Tape tape = new Tape(folder.resolve("a"));
        List<byte[]> written = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            byte[] bytes = new byte[random.nextInt(9_000)];
            if (random.nextBoolean()) {
                random.nextBytes(bytes);
            }
            written.add(bytes);
            tape.micros.addAndGet(random.nextInt(1_000_000));
            positions.add(tape.writer.append(EventCode.OUTPUT, bytes, 0, bytes.length));
            if (random.nextInt(20) == 0) {
                tape.writer.sync();
            }
        }
        Head head = tape.writer.end("done");

        Tape.Reading reading = Tape.read(tape.file);

        assertThat(reading.verdict()).as("seed %d", seed).isInstanceOf(Verdict.Whole.class);
        assertThat(reading.verdict().head().hex()).isEqualTo(head.hex());
        assertThat(reading.events()).hasSize(400);
        for (int i = 0; i < 400; i++) {
            assertThat(reading.events().get(i).content()).isEqualTo(written.get(i));
            assertThat(reading.events().get(i).position()).isEqualTo(positions.get(i));
        }
        assertThat(reading.events().getLast().atMicros()).isEqualTo(tape.micros.get());
    }

    @Test
    void contentLongerThanAChunkBecomesSeveralEvents() throws IOException {
        Tape tape = new Tape(folder.resolve("a"));
        byte[] large = new byte[3 * RecordingWriter.CHUNK_BYTES + 17];
        new Random(1).nextBytes(large);
        tape.writer.append(EventCode.OUTPUT, large, 0, large.length);
        tape.writer.end("done");

        Tape.Reading reading = Tape.read(tape.file);

        ByteBuffer joined = ByteBuffer.allocate(large.length);
        reading.events().forEach(event -> joined.put(event.content()));
        assertThat(joined.array()).isEqualTo(large);
        assertThat(reading.verdict()).isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void theDiskHoldsNothingReadable() throws IOException {
        Tape tape = new Tape(folder.resolve("a"));
        tape.writer.append(EventCode.OUTPUT, "the quick brown fox");
        tape.writer.end("done");

        assertThat(new String(Files.readAllBytes(tape.file), UTF_8)).doesNotContain("quick", "done");
    }

    @Test
    void isReadableToTheLastSyncedChunkWithoutAnEnd() throws IOException {
        Tape tape = new Tape(folder.resolve("a"));
        tape.writer.append(EventCode.OUTPUT, "safe");
        Head safe = tape.writer.sync();
        tape.writer.append(EventCode.OUTPUT, "only in memory");

        Tape.Reading reading = Tape.read(tape.file);

        assertThat(reading.events()).extracting(RecordingEvent::text).containsExactly("safe");
        assertThat(reading.verdict())
                .isEqualTo(new Verdict.Unfinished(reading.verdict().head(), 0));
        assertThat(reading.verdict().head().hex()).isEqualTo(safe.hex());
    }

    @Test
    void everyPlaceOfACutIsSeen() throws IOException {
        byte[] whole = threeChunks("a");
        for (int length = 0; length < whole.length; length += 7) {
            Path cut = folder.resolve("cut");
            Files.write(cut, Arrays.copyOf(whole, length));
            if (length < FileHeader.FIXED_BYTES + 4) {
                assertThatThrownBy(() -> Tape.read(cut)).isInstanceOf(RecordingBroken.class);
            } else {
                assertThat(Tape.read(cut).verdict()).as("cut at %d", length).isNotInstanceOf(Verdict.Whole.class);
            }
        }
    }

    @Test
    void everyChangedByteIsSeen() throws IOException {
        byte[] whole = threeChunks("a");
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x40;
            Path file = folder.resolve("changed");
            Files.write(file, changed);
            int place = i;
            try {
                assertThat(Tape.read(file).verdict()).as("byte %d", place).isNotInstanceOf(Verdict.Whole.class);
            } catch (RecordingBroken e) {
                assertThat(place)
                        .as("only the file header stops a reader at once")
                        .isLessThan(FileHeader.FIXED_BYTES);
            }
        }
    }

    @Test
    void swappedMissingAndForeignChunksAreSeen() throws IOException {
        byte[] whole = threeChunks("a");
        List<byte[]> chunks = chunks(whole);
        byte[] header = Arrays.copyOf(whole, FileHeader.FIXED_BYTES + 4);
        Tape other = new Tape(folder.resolve("other"), UUID.randomUUID(), 0);
        fill(other);
        List<byte[]> foreign = chunks(Files.readAllBytes(other.file));

        assertThat(verdict(header, chunks.get(1), chunks.get(0), chunks.get(2), chunks.get(3)))
                .isInstanceOf(Verdict.Broken.class);
        assertThat(verdict(header, chunks.get(0), chunks.get(2), chunks.get(3))).isInstanceOf(Verdict.Broken.class);
        assertThat(verdict(header, chunks.get(0), foreign.get(1), chunks.get(2), chunks.get(3)))
                .isInstanceOf(Verdict.Broken.class);
        assertThat(verdict(header, chunks.get(0), chunks.get(3))).isInstanceOf(Verdict.Broken.class);
        assertThat(verdict(header, chunks.get(0), chunks.get(1), chunks.get(2), chunks.get(3), chunks.get(3)))
                .isInstanceOf(Verdict.Broken.class);
        assertThat(verdict(header, chunks.get(0), chunks.get(1), chunks.get(2), chunks.get(3)))
                .isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void theWrongKeyReadsNothing() throws IOException {
        threeChunks("a");
        List<RecordingEvent> events = new ArrayList<>();

        Verdict verdict = new RecordingReader(folder.resolve("a"), header -> Tape.key(1)).read(events::add);

        assertThat(verdict).isInstanceOf(Verdict.Broken.class);
        assertThat(events).isEmpty();
    }

    @Test
    void nothingCanBeAppendedAfterAWriteFailed() {
        FailingDisk disk = new FailingDisk(4);
        RecordingWriter writer = new RecordingWriter(disk, Tape.header(Tape.ID), Tape.key(0), () -> 0);
        writer.append(EventCode.OUTPUT, "a");
        writer.sync();
        writer.append(EventCode.OUTPUT, "b");

        assertThatThrownBy(writer::sync).isInstanceOf(RecordingFailed.class);

        assertThatThrownBy(() -> writer.append(EventCode.OUTPUT, "c")).isInstanceOf(RecordingFailed.class);
        assertThatThrownBy(() -> writer.end("done")).isInstanceOf(RecordingFailed.class);
        assertThat(writer.safe().chunks()).isEqualTo(1);
    }

    @Test
    void aFullDiskRefusesTheFirstByte() throws IOException {
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        RecordingDisk disk = new RecordingDisk() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                full.write(bytes);
            }

            @Override
            public void force() {}

            @Override
            public void close() throws IOException {
                full.close();
            }
        };

        assertThatThrownBy(() -> new RecordingWriter(disk, Tape.header(Tape.ID), Tape.key(0), () -> 0))
                .isInstanceOf(RecordingFailed.class);
        disk.close();
    }

    @Test
    void refusesToOverwrite() throws IOException {
        threeChunks("a");
        assertThatThrownBy(() -> RecordingDisk.file(folder.resolve("a"))).isInstanceOf(IOException.class);
    }

    private Verdict verdict(byte[]... parts) throws IOException {
        Path file = folder.resolve("assembled");
        Files.write(file, new byte[0]);
        for (byte[] part : parts) {
            Files.write(file, part, StandardOpenOption.APPEND);
        }
        return Tape.read(file).verdict();
    }

    private byte[] threeChunks(String name) throws IOException {
        Tape tape = new Tape(folder.resolve(name));
        fill(tape);
        return Files.readAllBytes(tape.file);
    }

    private static void fill(Tape tape) {
        for (String text : List.of("one", "two", "three")) {
            tape.micros.addAndGet(1_000_000);
            tape.writer.append(EventCode.OUTPUT, text);
            tape.writer.sync();
        }
        tape.writer.end("done");
    }

    private static List<byte[]> chunks(byte[] whole) {
        List<byte[]> chunks = new ArrayList<>();
        int at = FileHeader.FIXED_BYTES + 4;
        while (at < whole.length) {
            int length = ChunkHeader.BYTES + ByteBuffer.wrap(whole).getInt(at + 28);
            chunks.add(Arrays.copyOfRange(whole, at, at + length));
            at += length;
        }
        return chunks;
    }

    /** Fails at the given call, counted over writes and forces, the header's two included. */
    private static final class FailingDisk implements RecordingDisk {
        private int left;

        FailingDisk(int calls) {
            this.left = calls;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            tick();
        }

        @Override
        public void force() throws IOException {
            tick();
        }

        @Override
        public void close() {}

        private void tick() throws IOException {
            if (left-- <= 0) {
                throw new IOException("no space left on device");
            }
        }
    }
}
