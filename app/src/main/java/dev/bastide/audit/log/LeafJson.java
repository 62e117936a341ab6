package dev.bastide.audit.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes JSON on one line, with the one spelling that the format gives each string. */
final class LeafJson {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;

    /** ASCII as it is. */
    LeafJson raw(String ascii) {
        int count = ascii.length();
        room(count);
        byte[] to = bytes;
        int at = length;
        for (int i = 0; i < count; i++) {
            to[at + i] = (byte) ascii.charAt(i);
        }
        length = at + count;
        return this;
    }

    /** A string, or null. What is no Unicode becomes U+FFFD. */
    LeafJson string(@Nullable String text) {
        if (text == null) {
            return raw("null");
        }
        put('"');
        if (isPlain(text)) {
            raw(text).put('"');
            return this;
        }
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

    /** A string of these bytes, if all are plain ASCII: the usual case. Otherwise nothing is written. */
    boolean ascii(byte[] text) {
        for (byte code : text) {
            if (!isPlain(code)) {
                return false;
            }
        }
        room(text.length + 2);
        put('"');
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        put('"');
        return true;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** What is written as it is, in one byte. */
    private static boolean isPlain(int code) {
        return code >= 0x20 && code < 0x7f && code != '"' && code != '\\';
    }

    /** A time of the years 1 to 9999 as {@code "2026-11-22T08:49:09.123456789Z"}. */
    LeafJson time(Instant time) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        put('"');
        digits(at.getYear(), 1_000, '-');
        digits(at.getMonthValue(), 10, '-');
        digits(at.getDayOfMonth(), 10, 'T');
        digits(at.getHour(), 10, ':');
        digits(at.getMinute(), 10, ':');
        digits(at.getSecond(), 10, '.');
        digits(at.getNano(), 100_000_000, 'Z');
        put('"');
        return this;
    }

    /** All digits of a number whose first one counts so much, and what comes behind. */
    private void digits(int number, int first, char behind) {
        for (int power = first; power > 0; power /= 10) {
            put('0' + number / power % 10);
        }
        put(behind);
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
