package dev.bastide.asset.scan.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that can be looked at only so often. Patterns come from files that people bring, texts from machines that may mean
 * harm: together they could look at the same characters for hours. Here a look that is one too many ends the match.
 */
final class LinearText implements CharSequence {
    private static final int LOOKS_MIN = 50_000;
    private static final int LOOKS_PER_CHARACTER = 200;

    private final CharSequence text;
    private final int[] left;

    private LinearText(CharSequence text, int[] left) {
        this.text = text;
        this.left = left;
    }

    /** The first match; nothing where there is none or none was found in so many looks. */
    static Optional<Matcher> find(Pattern pattern, String text) {
        int looks = LOOKS_MIN + text.length() * LOOKS_PER_CHARACTER;
        Matcher matcher = pattern.matcher(new LinearText(text, new int[] {looks}));
        try {
            return matcher.find() ? Optional.of(matcher) : Optional.empty();
        } catch (TooManyLooks | StackOverflowError e) {
            return Optional.empty();
        }
    }

    @Override
    public char charAt(int index) {
        if (left[0]-- <= 0) {
            throw new TooManyLooks();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super(null, null, false, false);
        }
    }
}
