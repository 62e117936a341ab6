package dev.bastide.verifier;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One gzip member with the plainest of headers and nothing after it. The JDK's own reader also takes much else. */
final class Gzip {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    private Gzip() {}

    /** The content, or nothing where it is malformed or would be longer than allowed. */
    static Optional<byte[]> unpack(byte[] packed, int bytesMax) {
        if (packed.length < HEADER + TRAILER || !hasPlainHeader(packed)) {
            return Optional.empty();
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed, HEADER, packed.length - HEADER);
            byte[] out = new byte[Math.min(bytesMax + 1, 1 << 18)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == out.length) {
                    if (length > bytesMax) {
                        return Optional.empty();
                    }
                    out = Arrays.copyOf(out, (int) Math.min(bytesMax + 1L, out.length * 2L));
                }
                int count = inflater.inflate(out, length, out.length - length);
                if (count == 0 && !inflater.finished()) {
                    return Optional.empty();
                }
                length += count;
            }
            boolean whole = length <= bytesMax && inflater.getRemaining() == TRAILER && hasTrailer(packed, out, length);
            return whole ? Optional.of(Arrays.copyOf(out, length)) : Optional.empty();
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    /** Magic, deflate, no flags, no time; the last two bytes say how hard it was tried and on what system. */
    private static boolean hasPlainHeader(byte[] packed) {
        byte[] start = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0};
        return Arrays.equals(packed, 0, start.length, start, 0, start.length);
    }

    private static boolean hasTrailer(byte[] packed, byte[] out, int length) {
        CRC32 crc = new CRC32();
        crc.update(out, 0, length);
        int at = packed.length - TRAILER;
        return little(packed, at) == (int) crc.getValue() && little(packed, at + 4) == length;
    }

    private static int little(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }
}
