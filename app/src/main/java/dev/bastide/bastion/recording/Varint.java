package dev.bastide.bastion.recording;

import java.nio.ByteBuffer;

/** Unsigned LEB128: seven bits a byte, the lowest first, the top bit says that more follows. */
final class Varint {
    private Varint() {}

    static void put(ByteBuffer out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new RecordingBroken("a number in an event is too long");
    }
}
