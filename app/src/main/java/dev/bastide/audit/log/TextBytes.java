package dev.bastide.audit.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text as bytes and back, without loss: UTF-8, and half of a surrogate pair, which UTF-8 has no bytes for, as the three
 * it would have.
 */
public final class TextBytes {
    private static final int LEAD = 0xed;
    private static final int LOWEST_SECOND = 0xa0;

    private TextBytes() {}

    /** The bytes of a text. */
    public static byte[] of(String text) {
        if (isWhole(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 3);
        text.codePoints().forEach(code -> {
            if (isSurrogate(code)) {
                out.write(0xe0 | code >> 12);
                out.write(0x80 | (code >> 6 & 0x3f));
                out.write(0x80 | (code & 0x3f));
            } else {
                out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    /** The text that {@link #of} made these bytes of. What it cannot have made becomes U+FFFD. */
    public static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return withHalves(bytes);
        }
    }

    private static String withHalves(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int from = 0;
        for (int at = 0; at + 2 < bytes.length; at++) {
            if ((bytes[at] & 0xff) == LEAD && (bytes[at + 1] & 0xff) >= LOWEST_SECOND) {
                text.append(new String(bytes, from, at - from, StandardCharsets.UTF_8));
                text.append((char) (0xd000 | (bytes[at + 1] & 0x3f) << 6 | (bytes[at + 2] & 0x3f)));
                at += 2;
                from = at + 1;
            }
        }
        return text.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8))
                .toString();
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(TextBytes::isSurrogate);
            }
        }
        return true;
    }

    private static boolean isSurrogate(int code) {
        return code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    }
}
