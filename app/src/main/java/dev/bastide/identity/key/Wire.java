package dev.bastide.identity.key;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the length-prefixed fields of RFC 4251 section 5. Every length is checked against what is left. */
final class Wire {
    private final ByteBuffer bytes;

    Wire(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    byte[] field() {
        if (bytes.remaining() < Integer.BYTES) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        byte[] field = new byte[length];
        bytes.get(field);
        return field;
    }

    String text() {
        return new String(field(), StandardCharsets.US_ASCII);
    }

    /** A multiple-precision integer that is positive and written in its shortest form. */
    BigInteger number() {
        byte[] field = field();
        if (field.length == 0 || field[0] < 0 || (field.length > 1 && field[0] == 0 && field[1] >= 0)) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        return new BigInteger(field);
    }

    boolean atEnd() {
        return !bytes.hasRemaining();
    }
}
