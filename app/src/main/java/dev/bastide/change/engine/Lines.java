package dev.bastide.change.engine;

/** Writes a canonical text: a word and JSON strings, one line a fact. */
final class Lines {
    private final StringBuilder out = new StringBuilder();

    void line(String word, String... values) {
        out.append(word);
        for (String value : values) {
            out.append(' ');
            quote(value);
        }
        out.append('\n');
    }

    String text() {
        return out.toString();
    }

    private void quote(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && !isPaired(value, i))) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** A lone surrogate has no UTF-8 form and would be hashed as a question mark, like any other lone one. */
    private static boolean isPaired(String value, int i) {
        char c = value.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }
}
