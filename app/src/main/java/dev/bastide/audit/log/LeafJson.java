package dev.bastide.audit.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes JSON on one line, with the one spelling that the format gives each string. */
final class LeafJson {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;

    /** ASCII as it is. */
    LeafJson raw(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** A string, or null. What is no Unicode becomes U+FFFD. */
    LeafJson string(@Nullable String text) {
        if (text == null) {
            return raw("null");
        }
        put('"');
        for (int i = 0; i < text.length(); i++) {
            int code = text.charAt(i);
            if (Character.isSurrogate((char) code)) {
                code = text.codePointAt(i);
                if (code >= Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                    i++;
                } else {
                    code = 0xfffd;
                }
            }
            character(code);
        }
        put('"');
        return this;
    }

    private void character(int code) {
        if (code == '"' || code == '\\') {
            put('\\');
            put(code);
        } else if (isEscaped(code)) {
            raw("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                put(HEX[code >> shift & 15]);
            }
        } else if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xc0 | code >> 6);
            put(0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            put(0xe0 | code >> 12);
            put(0x80 | (code >> 6 & 0x3f));
            put(0x80 | (code & 0x3f));
        } else {
            put(0xf0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3f));
            put(0x80 | (code >> 6 & 0x3f));
            put(0x80 | (code & 0x3f));
        }
    }

    /** Control characters and those that reorder or hide text: an auditor sees them, and a terminal obeys none. */
    private static boolean isEscaped(int code) {
        return code < 0x20
                || (code >= 0x7f && code <= 0x9f)
                || code == 0x61c
                || code == 0x200e
                || code == 0x200f
                || (code >= 0x2028 && code <= 0x202e)
                || (code >= 0x2066 && code <= 0x2069)
                || code == 0xfeff;
    }

    private void put(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
