package dev.bastide.bastion.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.zip.Deflater;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Writes one recording. Events gather in memory until {@link #CHUNK_BYTES} are there or {@link #sync} comes; then they
 * become a chunk. After the first failure nothing can be appended any more, so a caller that records first and forwards
 * second cannot forward what was not recorded.
 *
 * <p>Source: A46, "a recorder failure ends the session". Safe for use by several threads.
 */
public final class RecordingWriter implements AutoCloseable {
    /** A chunk is cut when this many plain bytes wait. */
    public static final int CHUNK_BYTES = 256 * 1024;

    private static final int EVENT_OVERHEAD_BYTES = 1 + 10 + 5;
    private static final int MAX_UNSYNCED_CHUNKS = 16;
    private static final int WORTH_DEFLATING_BYTES = 512;

    private final RecordingDisk disk;
    private final LongSupplier micros;
    private final ChunkCipher cipher;
    private final MessageDigest stream = ChunkCipher.digest();
    private final ByteBuffer pending = ByteBuffer.allocate(CHUNK_BYTES + EVENT_OVERHEAD_BYTES);
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

    private byte[] previous;
    private int chunks;
    private long chunkPosition;
    private long chunkMicros;
    private long lastMicros;
    private int unsynced;
    private Head synced;
    private @Nullable RecordingFailed failure;
    private boolean closed;

    /** Begins a recording: its header is on the disk, and safe there, when this returns. */
    public RecordingWriter(RecordingDisk disk, FileHeader header, SecretKey key, LongSupplier micros) {
        byte[] encoded = header.encode();
        this.disk = disk;
        this.micros = micros;
        this.cipher = new ChunkCipher(key, encoded);
        this.previous = cipher.fileHash();
        this.synced = new Head(0, 0, previous);
        try {
            disk.write(ByteBuffer.wrap(encoded));
            disk.force();
        } catch (IOException e) {
            throw failed("the header of a recording could not be written", e);
        }
    }

    /** Appends one event and returns its position in the plain stream. Longer content becomes several events. */
    public long append(EventCode code, byte[] content, int offset, int length) {
        synchronized (this) {
            long first = -1;
            int from = offset;
            int left = length;
            do {
                int part = Math.min(left, CHUNK_BYTES / 4);
                long position = appendOne(code, content, from, part);
                first = first < 0 ? position : first;
                from += part;
                left -= part;
            } while (left > 0);
            return first;
        }
    }

    public long append(EventCode code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return append(code, bytes, 0, bytes.length);
    }

    /** Where the next event will begin. */
    public synchronized long position() {
        return chunkPosition + pending.position();
    }

    /**
     * Puts everything on the disk and returns the head that is now safe. Called at least once a second for a recording
     * that moves.
     */
    public synchronized Head sync() {
        usable();
        if (pending.position() > 0) {
            cut(false);
        }
        force();
        return synced;
    }

    /** Whether events or chunks wait for {@link #sync}. */
    public synchronized boolean dirty() {
        return !closed && failure == null && (pending.position() > 0 || unsynced > 0);
    }

    /** Ends the recording with a chunk that says how much there was, and returns the final head. */
    public synchronized Head end(String why) {
        usable();
        if (pending.position() > 0) {
            cut(false);
        }
        String end = "{\"chunks\":%d,\"bytes\":%d,\"sha256\":\"%s\",\"why\":%s}"
                .formatted(
                        chunks,
                        chunkPosition,
                        HexFormat.of().formatHex(((MessageDigest) cloned(stream)).digest()),
                        CastText.quoted(why));
        pending.put(end.getBytes(StandardCharsets.UTF_8));
        cut(true);
        force();
        close();
        return synced;
    }

    /** The last head known to be safe on the disk. */
    public synchronized Head safe() {
        return synced;
    }

    /** Lets go of the file without an end chunk, as a crash would. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        deflater.end();
        try {
            disk.close();
        } catch (IOException e) {
            failure = failed("a recording could not be closed", e);
        }
    }

    private long appendOne(EventCode code, byte[] content, int offset, int length) {
        usable();
        if (pending.position() > 0 && pending.remaining() < length + EVENT_OVERHEAD_BYTES) {
            cut(false);
        }
        long now = Math.max(micros.getAsLong(), lastMicros);
        if (pending.position() == 0) {
            chunkMicros = now;
            lastMicros = now;
        }
        long position = position();
        pending.put(code.code());
        Varint.put(pending, now - lastMicros);
        Varint.put(pending, length);
        pending.put(content, offset, length);
        lastMicros = now;
        if (pending.position() >= CHUNK_BYTES) {
            cut(false);
        }
        return position;
    }

    private void cut(boolean end) {
        int plainBytes = pending.position();
        byte[] plain = pending.array();
        if (!end) {
            stream.update(plain, 0, plainBytes);
        }
        byte[] packed = new byte[plainBytes];
        int packedBytes = deflate(plain, plainBytes, packed);
        boolean deflated = packedBytes > 0;
        int bodyBytes = (deflated ? packedBytes : plainBytes) + ChunkHeader.TAG_BYTES;
        byte[] header = new ChunkHeader(
                        chunks,
                        chunkPosition,
                        end ? lastMicros : chunkMicros,
                        plainBytes,
                        bodyBytes,
                        end,
                        deflated,
                        previous)
                .encode();
        byte[] body = cipher.seal(chunks, header, deflated ? packed : plain, deflated ? packedBytes : plainBytes);
        try {
            disk.write(ByteBuffer.allocate(header.length + body.length)
                    .put(header)
                    .put(body)
                    .flip());
        } catch (IOException e) {
            throw failed("a chunk of a recording could not be written", e);
        }
        previous = ChunkCipher.head(header, body);
        chunks++;
        chunkPosition += end ? 0 : plainBytes;
        pending.clear();
        if (++unsynced >= MAX_UNSYNCED_CHUNKS) {
            force();
        }
    }

    private int deflate(byte[] plain, int plainBytes, byte[] packed) {
        if (plainBytes < WORTH_DEFLATING_BYTES) {
            return 0;
        }
        deflater.reset();
        deflater.setInput(plain, 0, plainBytes);
        deflater.finish();
        int bytes = deflater.deflate(packed);
        return deflater.finished() && bytes < plainBytes ? bytes : 0;
    }

    private void force() {
        if (unsynced == 0) {
            return;
        }
        try {
            disk.force();
        } catch (IOException e) {
            throw failed("a recording could not be made safe on the disk", e);
        }
        unsynced = 0;
        synced = new Head(chunks, chunkPosition, previous);
    }

    private void usable() {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new RecordingFailed("the recording has ended", new IOException("closed"));
        }
    }

    private RecordingFailed failed(String what, IOException cause) {
        failure = new RecordingFailed(what, cause);
        return failure;
    }

    private static Object cloned(MessageDigest digest) {
        try {
            return digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
