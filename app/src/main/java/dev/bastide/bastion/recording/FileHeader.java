package dev.bastide.bastion.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * The first bytes of a recording file: which recording it is, when it began, and its key, wrapped by the vault. Its hash
 * starts the chain of the chunks.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FileHeader(UUID recording, Instant started, byte[] wrappedKey) {
    static final byte[] MAGIC = "BSTREC1\n".getBytes(StandardCharsets.US_ASCII);
    static final int FIXED_BYTES = MAGIC.length + 16 + 8 + 2;
    static final int MAX_KEY_BYTES = 4096;

    public FileHeader {
        if (wrappedKey.length == 0 || wrappedKey.length > MAX_KEY_BYTES) {
            throw new RecordingBroken("a wrapped key has 1 to " + MAX_KEY_BYTES + " bytes, not " + wrappedKey.length);
        }
        wrappedKey = wrappedKey.clone();
    }

    @Override
    public byte[] wrappedKey() {
        return wrappedKey.clone();
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + wrappedKey.length);
        out.put(MAGIC)
                .putLong(recording.getMostSignificantBits())
                .putLong(recording.getLeastSignificantBits())
                .putLong(started.toEpochMilli())
                .putShort((short) wrappedKey.length)
                .put(wrappedKey);
        return out.array();
    }

    /** Reads the header at the buffer's position and leaves the position behind it. */
    static FileHeader decode(ByteBuffer in) {
        if (in.remaining() < FIXED_BYTES) {
            throw new RecordingBroken("the file ends within its header");
        }
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new RecordingBroken("this is not a recording: the first eight bytes differ");
        }
        UUID recording = new UUID(in.getLong(), in.getLong());
        Instant started = Instant.ofEpochMilli(in.getLong());
        int length = Short.toUnsignedInt(in.getShort());
        if (length == 0 || length > MAX_KEY_BYTES || in.remaining() < length) {
            throw new RecordingBroken("the file ends within its header, or its key has a wrong length");
        }
        byte[] key = new byte[length];
        in.get(key);
        return new FileHeader(recording, started, key);
    }
}
