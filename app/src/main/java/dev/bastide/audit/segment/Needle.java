package dev.bastide.audit.segment;

import java.nio.charset.StandardCharsets;

/** Something to find in contents, in any letter case: anywhere, or as whole words, which the index finds faster. */
public final class Needle {
    private final String folded;
    private final boolean whole;
    private final byte[] ascii;

    private Needle(String text, boolean whole) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("nothing to look for");
        }
        this.folded = Words.fold(text);
        this.whole = whole;
        byte[] bytes = folded.getBytes(StandardCharsets.UTF_8);
        this.ascii = Words.isAscii(bytes, 0, bytes.length) ? bytes : new byte[0];
    }

    /** A text that may be a part of a word. */
    public static Needle part(String text) {
        return new Needle(text, false);
    }

    /** Words that neither go on before nor behind. */
    public static Needle words(String text) {
        return new Needle(text, true);
    }

    /** The hashes of the words that each content with this needle has. */
    long[] words() {
        java.util.stream.LongStream.Builder hashes = java.util.stream.LongStream.builder();
        Words.of(folded, whole, whole, hashes::add);
        return hashes.build().distinct().toArray();
    }

    boolean isIn(byte[] bytes, int from, int to) {
        if (Words.isAscii(bytes, from, to)) {
            return ascii.length > 0 && isInAscii(bytes, from, to);
        }
        return isIn(Words.fold(bytes, from, to));
    }

    private boolean isInAscii(byte[] bytes, int from, int to) {
        int first = ascii[0];
        int other = first >= 'a' && first <= 'z' ? first - 32 : first;
        for (int at = from; at <= to - ascii.length; at++) {
            if ((bytes[at] == first || bytes[at] == other) && goesOn(bytes, at) && bounded(bytes, at, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean goesOn(byte[] bytes, int at) {
        for (int i = 1; i < ascii.length; i++) {
            if (Words.fold(bytes[at + i]) != ascii[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean bounded(byte[] bytes, int at, int from, int to) {
        int end = at + ascii.length;
        return !whole
                || ((at == from || !Words.joins(bytes[at - 1]) || !Words.joins(bytes[at]))
                        && (end == to || !Words.joins(bytes[end]) || !Words.joins(bytes[end - 1])));
    }

    private boolean isIn(String text) {
        for (int at = text.indexOf(folded); at >= 0; at = text.indexOf(folded, at + 1)) {
            int end = at + folded.length();
            boolean begins = at == 0 || !Words.joins(text.codePointBefore(at)) || !Words.joins(folded.codePointAt(0));
            boolean ends = end == text.length()
                    || !Words.joins(text.codePointAt(end))
                    || !Words.joins(folded.codePointBefore(folded.length()));
            if (!whole || (begins && ends)) {
                return true;
            }
        }
        return false;
    }
}
