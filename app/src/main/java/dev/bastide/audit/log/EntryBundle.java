package dev.bastide.audit.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Up to 256 records, each after its length in two bytes. */
final class EntryBundle {
    private static final byte[] GZIP_START = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
    private int count;

    void add(byte[] leaf) {
        bytes.write(leaf.length >> 8);
        bytes.write(leaf.length);
        bytes.writeBytes(leaf);
        count++;
    }

    int count() {
        return count;
    }

    /** The bytes of the file; the bundle is empty afterwards. */
    byte[] take(boolean packed) {
        byte[] plain = bytes.toByteArray();
        bytes.reset();
        count = 0;
        return packed ? gzip(plain) : plain;
    }

    /** One member with the plainest header, the only one that the format allows. */
    private static byte[] gzip(byte[] plain) {
        CRC32 crc = new CRC32();
        crc.update(plain);
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 3);
        out.writeBytes(GZIP_START);
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] chunk = new byte[1 << 14];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
        }
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(plain.length)
                .array());
        return out.toByteArray();
    }
}
