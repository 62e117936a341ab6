package dev.bastide.asset.scan.engine;

import java.nio.charset.StandardCharsets;

/** What a service sent, as text that can be stored, matched and shown: byte for character, no control characters, short. */
final class Banner {
    static final int CHARACTERS_MAX = 1_024;

    private Banner() {}

    /** Byte for character, so that patterns over bytes hold. */
    static String raw(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The first line. */
    static String line(String raw) {
        int end = 0;
        while (end < raw.length() && raw.charAt(end) != '\n' && raw.charAt(end) != '\r') {
            end++;
        }
        return raw.substring(0, Math.min(end, CHARACTERS_MAX));
    }

    /** What may stand in a row and on a page: printable, at most {@link #CHARACTERS_MAX}. */
    static String plain(String raw) {
        StringBuilder plain = new StringBuilder();
        raw.strip()
                .codePoints()
                .limit(CHARACTERS_MAX)
                .forEach(point -> plain.appendCodePoint(
                        Character.isISOControl(point)
                                        || Character.getType(point) == Character.FORMAT
                                        || Character.getType(point) == Character.SURROGATE
                                ? '·'
                                : point));
        return plain.toString();
    }
}
