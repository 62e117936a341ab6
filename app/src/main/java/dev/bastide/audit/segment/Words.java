package dev.bastide.audit.segment;

import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * How content is taken apart for searching: letter case folded character by character, words being runs of letters and
 * digits. Scripts that put no spaces between words give a word for each character. Index and search use this alone, so they
 * never disagree.
 */
final class Words {
    private static final long SEED = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    /** What an ASCII character folds to, and 0 for what is no part of a word. */
    private static final byte[] IN_WORD = new byte[128];

    static {
        for (int c = 0; c < IN_WORD.length; c++) {
            IN_WORD[c] = (byte) (Character.isLetterOrDigit(c) ? Character.toLowerCase(c) : 0);
        }
    }

    private Words() {}

    static int fold(int code) {
        return code < 128
                ? (code >= 'A' && code <= 'Z' ? code + 32 : code)
                : Character.toLowerCase(Character.toUpperCase(code));
    }

    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints().map(Words::fold).forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** Content as folded text; what is no UTF-8 becomes U+FFFD. */
    static String fold(byte[] bytes, int from, int to) {
        return fold(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    static boolean isAscii(byte[] bytes, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    /** Whether a character goes on a word that its neighbour is part of too. */
    static boolean joins(int code) {
        return code < 128 ? IN_WORD[code] != 0 : Character.isLetterOrDigit(code) && !alone(code);
    }

    /** Whether a character is a word by itself. */
    static boolean alone(int code) {
        if (code < 0x0e00 || !Character.isLetterOrDigit(code)) {
            return false;
        }
        return switch (Character.UnicodeScript.of(code)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
            default -> false;
        };
    }

    /** Says the hash of each word of a content. */
    static void of(byte[] bytes, LongConsumer each) {
        long hash = SEED;
        for (byte b : bytes) {
            if (b < 0) {
                of(fold(bytes, 0, bytes.length), true, true, each);
                return;
            }
            byte folded = IN_WORD[b];
            if (folded != 0) {
                hash = (hash ^ folded) * PRIME;
            } else if (hash != SEED) {
                each.accept(mixed(hash));
                hash = SEED;
            }
        }
        if (hash != SEED) {
            each.accept(mixed(hash));
        }
    }

    /**
     * Says the hash of each word of a folded text.
     *
     * @param first whether the text begins where a word may begin
     * @param last whether it ends where a word may end
     */
    static void of(String folded, boolean first, boolean last, LongConsumer each) {
        long hash = SEED;
        boolean whole = first;
        for (int i = 0; i < folded.length(); ) {
            int code = folded.codePointAt(i);
            i += Character.charCount(code);
            if (joins(code)) {
                hash = (hash ^ code) * PRIME;
                continue;
            }
            if (hash != SEED && whole) {
                each.accept(mixed(hash));
            }
            hash = SEED;
            whole = true;
            if (alone(code)) {
                each.accept(mixed((SEED ^ code) * PRIME));
            }
        }
        if (hash != SEED && whole && last) {
            each.accept(mixed(hash));
        }
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        return mixed ^ mixed >>> 29;
    }
}
