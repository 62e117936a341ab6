package dev.bastide.verifier;

import java.util.Base64;
import java.util.Optional;

/** The few ways in which the format writes numbers and bytes as text; each value has exactly one spelling. */
final class Text {
    private Text() {}

    /** A decimal number from 0 to 2^63-1 without leading zeros. */
    static Optional<Long> number(String text) {
        if (text.isEmpty() || text.length() > 19 || (text.length() > 1 && text.charAt(0) == '0')) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return Optional.empty();
            }
            value = value * 10 + digit;
        }
        return Optional.of(value);
    }

    /** Standard base64 with padding; the JDK alone would also take other spellings of the same bytes. */
    static Optional<byte[]> base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Text of a stranger, fit for a terminal: anything but plain ASCII becomes a question mark. */
    static String printable(String text) {
        String start = text.length() > 300 ? text.substring(0, 300) + "..." : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** A JSON string of what {@link #printable} leaves. */
    static String json(String text) {
        return '"' + printable(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
