package dev.bastide.bastion.recording;

import java.nio.ByteBuffer;

/**
 * The plain first 68 bytes of a chunk. They are authenticated with the body, and they are all that somebody needs who
 * seeks without the key: which chunk, which position, which instant.
 *
 * @param position where the chunk's first event begins in the plain stream
 * @param atMicros the instant of its first event, since the recording began
 * @param previous the chain head before this chunk
 */
@SuppressWarnings("ArrayRecordComponent")
record ChunkHeader(
        int counter,
        long position,
        long atMicros,
        int plainBytes,
        int bodyBytes,
        boolean end,
        boolean deflated,
        byte[] previous) {
    static final int BYTES = 68;
    static final int MAGIC = 0x43484e4b;
    static final int MAX_PLAIN_BYTES = 1 << 20;
    static final int TAG_BYTES = 16;

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putInt(MAGIC)
                .putInt(counter)
                .putLong(position)
                .putLong(atMicros)
                .putInt(plainBytes)
                .putInt(bodyBytes)
                .put((byte) (end ? 2 : 1))
                .put((byte) (deflated ? 1 : 0))
                .putShort((short) 0)
                .put(previous);
        return out.array();
    }

    static ChunkHeader decode(ByteBuffer in) {
        if (in.getInt() != MAGIC) {
            throw new RecordingBroken("a chunk does not begin where it should");
        }
        int counter = in.getInt();
        long position = in.getLong();
        long atMicros = in.getLong();
        int plainBytes = in.getInt();
        int bodyBytes = in.getInt();
        byte kind = in.get();
        byte coding = in.get();
        short zero = in.getShort();
        byte[] previous = new byte[32];
        in.get(previous);
        boolean known = (kind == 1 || kind == 2) && (coding == 0 || coding == 1) && zero == 0;
        boolean sized = plainBytes >= 0
                && plainBytes <= MAX_PLAIN_BYTES
                && bodyBytes >= TAG_BYTES
                && bodyBytes <= MAX_PLAIN_BYTES + TAG_BYTES;
        if (!known || !sized || counter < 0) {
            throw new RecordingBroken("chunk " + counter + " has a header that no writer makes");
        }
        return new ChunkHeader(counter, position, atMicros, plainBytes, bodyBytes, kind == 2, coding == 1, previous);
    }
}
