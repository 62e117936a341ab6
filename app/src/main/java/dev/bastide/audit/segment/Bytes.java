package dev.bastide.audit.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes, with the few ways in which Parquet writes numbers. */
final class Bytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array;
    private int length;

    Bytes(int room) {
        array = new byte[Math.max(room, 16)];
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    Bytes clear() {
        length = 0;
        return this;
    }

    byte[] toArray() {
        return Arrays.copyOf(array, length);
    }

    /** Makes room for so many more bytes without writing them. */
    Bytes room(int more) {
        if (length + more > array.length) {
            array = Arrays.copyOf(
                    array, Math.max(Math.addExact(length, more), (int) Math.min(array.length * 2L, 1 << 30)));
        }
        return this;
    }

    Bytes put(int value) {
        room(1);
        array[length++] = (byte) value;
        return this;
    }

    Bytes put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, array, length, bytes.length);
        length += bytes.length;
        return this;
    }

    Bytes int32(int value) {
        room(4);
        INT.set(array, length, value);
        length += 4;
        return this;
    }

    /** Unsigned LEB128. */
    Bytes varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            put((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        return put((int) left);
    }

    Bytes zigzag(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    /** Takes over what the array was filled with behind its end. */
    void grown(int by) {
        length += by;
    }

    /** Numbers of {@code width} bits one after the other, the lowest bit first, up to a whole byte. */
    Bytes packed(long[] values, int from, int to, int width) {
        room((int) (((long) (to - from) * width + 7) / 8) + 8);
        long waiting = 0;
        int bits = 0;
        for (int i = from; i < to && width > 0; i++) {
            waiting |= values[i] << bits;
            if (bits + width >= 64) {
                LONG.set(array, length, waiting);
                length += 8;
                waiting = bits == 0 ? 0 : values[i] >>> (64 - bits);
                bits = bits + width - 64;
            } else {
                bits += width;
            }
        }
        for (; bits > 0; bits -= 8) {
            array[length++] = (byte) waiting;
            waiting >>>= 8;
        }
        return this;
    }

    /** The number of {@code width} bits at this bit; the array must go on for eight bytes behind it. */
    static long unpacked(byte[] bytes, long bit, int width) {
        if (width == 0) {
            return 0;
        }
        if (width > 57) {
            return unpacked(bytes, bit, 32) | unpacked(bytes, bit + 32, width - 32) << 32;
        }
        return (long) LONG.get(bytes, (int) (bit >>> 3)) >>> (bit & 7) & -1L >>> (64 - width);
    }

    static int int32At(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Reads what {@link Bytes} wrote. */
    static final class In {
        private final byte[] bytes;
        private final int end;
        private int at;

        In(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        int at() {
            return at;
        }

        boolean done() {
            return at >= end;
        }

        int next() {
            if (at >= end) {
                throw new IllegalArgumentException("the bytes end too early");
            }
            return bytes[at++] & 0xff;
        }

        int int32() {
            int value = int32At(bytes, at);
            skip(4);
            return value;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int next = next();
                value |= (next & 0x7fL) << shift;
                if (next < 0x80) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number too long");
        }

        int count() {
            return Math.toIntExact(varint());
        }

        long zigzag() {
            long value = varint();
            return (value >>> 1) ^ -(value & 1);
        }

        /** Steps over so many bytes and says where they began. */
        int skip(int count) {
            if (count < 0 || count > end - at) {
                throw new IllegalArgumentException("the bytes end too early");
            }
            int began = at;
            at += count;
            return began;
        }

        byte[] take(int count) {
            int began = skip(count);
            return Arrays.copyOfRange(bytes, began, began + count);
        }
    }
}
