package dev.bastide.audit.segment;

import dev.bastide.audit.AuditRecord;
import java.nio.charset.StandardCharsets;

/** Content between bytes and text. */
final class TextBytes {
    private static final String BLANK = "-";

    private TextBytes() {}

    /** The same text with U+FFFD where it is no Unicode. */
    static String repaired(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .map(code -> code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE ? 0xfffd : code)
                .forEach(repaired::appendCodePoint);
        return repaired.toString();
    }

    /**
     * What the ten fields show of a content: its text, U+FFFD where it is none, its beginning where it is too long for a
     * record, and a dash where it is blank. The content itself stays whole beside it.
     */
    static String shown(byte[] content) {
        int bytes = Math.min(content.length, 4 * AuditRecord.CONTENT_CHARACTERS_MAX);
        String text = new String(content, 0, bytes, StandardCharsets.UTF_8);
        if (text.length() > AuditRecord.CONTENT_CHARACTERS_MAX) {
            int end = AuditRecord.CONTENT_CHARACTERS_MAX;
            text = text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
        }
        return text.isBlank() ? BLANK : text;
    }
}
