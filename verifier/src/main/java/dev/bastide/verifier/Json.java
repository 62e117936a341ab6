package dev.bastide.verifier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads strings and numbers of a record; accepts only the one spelling that the format gives each. */
final class Json {
    /** Printable ASCII but the quote and the backslash. */
    private static final boolean[] PLAIN = new boolean[256];

    private static final byte[] HEX = new byte[256];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int i = 0; i < 16; i++) {
            HEX["0123456789abcdef".charAt(i)] = (byte) i;
        }
        Arrays.fill(PLAIN, 0x20, 0x7f, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private final byte[] bytes;
    private final int end;
    private int at;
    private int textFrom;
    private int textTo;

    Json(byte[] bytes, int begin, int end) {
        this.bytes = bytes;
        this.at = begin;
        this.end = end;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == end;
    }

    int peek() {
        return at < end ? bytes[at] : -1;
    }

    boolean skip(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    boolean skip(String expected) {
        return skip(expected.getBytes(StandardCharsets.US_ASCII));
    }

    boolean skip(byte[] expected) {
        int next = at + expected.length;
        if (next > end || !Arrays.equals(bytes, at, next, expected, 0, expected.length)) {
            return false;
        }
        at = next;
        return true;
    }

    boolean isNull() {
        return peek() == 'n' && skip("null");
    }

    /** The decimal number from 0 to 2^63-1 without leading zeros, or -1. */
    long number() {
        int begin = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            int digit = bytes[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
            at++;
        }
        return at == begin || (bytes[begin] == '0' && at > begin + 1) ? -1 : value;
    }

    /** What stands between the quotes of the last string. */
    int textFrom() {
        return textFrom;
    }

    int textTo() {
        return textTo;
    }

    /** Reads a string: UTF-8, and an escape exactly where the format wants one. */
    boolean string() {
        if (!skip('"')) {
            return false;
        }
        textFrom = at;
        while (skipPlain()) {
            int c = bytes[at];
            if (c == '"') {
                textTo = at;
                at++;
                return true;
            }
            boolean fits = c == '\\' ? escape() : c < 0 && sequence(c & 0xff);
            if (!fits) {
                return false;
            }
        }
        return false;
    }

    /** Goes on to the next byte that needs a look; false where there is none. Nearly all time is spent here. */
    private boolean skipPlain() {
        byte[] text = bytes;
        int i = at;
        int stop = end;
        while (i < stop && PLAIN[text[i] & 0xff]) {
            i++;
        }
        at = i;
        return i < stop;
    }

    private boolean escape() {
        if (end - at < 2) {
            return false;
        }
        int c = bytes[at + 1];
        if (c == '"' || c == '\\') {
            at += 2;
            return true;
        }
        if (c != 'u' || end - at < 6) {
            return false;
        }
        int code = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = HEX[bytes[i] & 0xff];
            if (digit < 0) {
                return false;
            }
            code = code << 4 | digit;
        }
        at += 6;
        return isEscaped(code);
    }

    /** A character beyond ASCII: the shortest UTF-8, no surrogate, none that has to be escaped. */
    private boolean sequence(int lead) {
        int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || end - at <= more) {
            return false;
        }
        int code = lead & (0x3f >> more);
        for (int i = 1; i <= more; i++) {
            int c = bytes[at + i];
            if ((c & 0xc0) != 0x80) {
                return false;
            }
            code = code << 6 | (c & 0x3f);
        }
        at += more + 1;
        boolean shortest = more == 1 || (more == 2 ? code >= 0x800 : code >= 0x10000 && code <= 0x10ffff);
        return shortest && (code < 0xd800 || code > 0xdfff) && !isEscaped(code);
    }

    /** Control characters and those that reorder or hide text: never raw in a record. */
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

    /** Whether these bytes are lower-case hexadecimal digits. */
    static boolean isHex(byte[] text, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= HEX[text[i] & 0xff];
        }
        return all >= 0;
    }
}
