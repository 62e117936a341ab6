package dev.bastide.asset.engine;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The SSH wire encoding of RFC 4251 section 5: length-prefixed strings, big-endian numbers. */
final class Wire {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Wire bytes(byte[] value) {
        uint32(value.length);
        out.writeBytes(value);
        return this;
    }

    Wire text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Wire raw(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    Wire uint32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        return this;
    }

    Wire uint64(long value) {
        out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        return this;
    }

    Wire number(BigInteger value) {
        return bytes(value.toByteArray());
    }

    byte[] done() {
        return out.toByteArray();
    }

    /** Reads one length-prefixed string. Throws {@link KeyUnreadable} when the buffer ends before the string does. */
    static byte[] next(ByteBuffer in) {
        try {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new KeyUnreadable();
            }
            byte[] value = new byte[length];
            in.get(value);
            return value;
        } catch (BufferUnderflowException e) {
            throw new KeyUnreadable();
        }
    }

    static String nextText(ByteBuffer in) {
        return new String(next(in), StandardCharsets.UTF_8);
    }

    static BigInteger nextNumber(ByteBuffer in) {
        byte[] value = next(in);
        return value.length == 0 ? BigInteger.ZERO : new BigInteger(value);
    }
}
