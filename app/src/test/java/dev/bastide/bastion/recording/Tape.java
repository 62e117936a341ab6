package dev.bastide.bastion.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A recording under test, with a known key and a clock moved by hand. */
final class Tape {
    static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    static final Instant STARTED = Instant.parse("2026-12-01T09:00:00Z");

    final AtomicLong micros = new AtomicLong();
    final Path file;
    final RecordingWriter writer;

    Tape(Path file) throws IOException {
        this(file, ID, 0);
    }

    Tape(Path file, UUID id, int keyOffset) throws IOException {
        this.file = file;
        this.writer = new RecordingWriter(RecordingDisk.file(file), header(id), key(keyOffset), micros::get);
    }

    static FileHeader header(UUID id) {
        return new FileHeader(id, STARTED, new byte[] {1, 2, 3, 4});
    }

    /** Bytes 0x00 to 0x1f, each moved by the offset: a key for tests and vectors only. */
    static SecretKey key(int offset) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + offset);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    static Reading read(Path file) throws IOException {
        List<RecordingEvent> events = new ArrayList<>();
        Verdict verdict = new RecordingReader(file, header -> key(0)).read(events::add);
        return new Reading(events, verdict);
    }

    record Reading(List<RecordingEvent> events, Verdict verdict) {}
}
