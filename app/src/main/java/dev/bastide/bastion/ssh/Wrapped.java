package dev.bastide.bastion.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines as they fit a terminal: broken between words, or between Chinese characters, and set in below where the text
 * begins. A word that is longer than a line, such as an address, is left whole: broken it could not be copied.
 */
final class Wrapped {
    /** A terminal that says it is narrower than this, or says nothing, breaks lines by itself. */
    private static final int NARROWEST = 20;

    /** What stands before the text: spaces and a mark, or a short label, and the spaces after it. */
    private static final Pattern LEAD = Pattern.compile("\\s*\\S{1,12}\\s{2,}|\\s+");

    /** What takes two columns: Chinese, Japanese and Korean writing with its punctuation, and pictures. */
    private static final Pattern WIDE = Pattern.compile("[\\x{1100}-\\x{115F}\\x{2E80}-\\x{303E}\\x{3041}-\\x{A4CF}"
            + "\\x{AC00}-\\x{D7A3}\\x{F900}-\\x{FAFF}\\x{FE30}-\\x{FE6F}\\x{FF00}-\\x{FF60}\\x{FFE0}-\\x{FFE6}"
            + "\\x{1F300}-\\x{1F64F}\\x{1F680}-\\x{1F6FF}\\x{1F900}-\\x{1F9FF}\\x{20000}-\\x{3FFFD}]");

    /** What never begins a line. */
    private static final String CLOSING = "，。、：；！？）」』》】,.;:!?)";

    private Wrapped() {}

    /** The line at this width. */
    static List<String> at(int columns, String line) {
        if (columns < NARROWEST || width(line) <= columns) {
            return List.of(line);
        }
        List<String> lines = new ArrayList<>();
        int indent = Math.min(indent(line), columns / 2);
        String rest = line;
        int fits = fits(rest, columns, indent);
        while (fits < rest.length()) {
            lines.add(rest.substring(0, fits).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(fits).stripLeading();
            fits = fits(rest, columns, indent);
        }
        lines.add(rest);
        return lines;
    }

    /** How many columns a terminal takes for it. */
    static int width(String text) {
        return text.codePoints().map(Wrapped::width).sum();
    }

    /** How many columns a terminal takes for a character. */
    static int width(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    private static int indent(String line) {
        Matcher lead = LEAD.matcher(line);
        return lead.lookingAt() ? width(lead.group()) : 0;
    }

    /** Up to where the text is put on this line; the whole of it where it fits or cannot be broken. */
    private static int fits(String text, int columns, int indent) {
        int used = 0;
        int broken = -1;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            boolean breakable = i > indent && mayBreak(text, i, codePoint);
            if (breakable && used <= columns) {
                broken = i;
            }
            used += width(codePoint);
            if (used > columns && broken > 0) {
                return broken;
            }
            if (used > columns && breakable) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return text.length();
    }

    private static boolean mayBreak(String text, int at, int codePoint) {
        int before = text.codePointBefore(at);
        if (before == ' ') {
            return codePoint != ' ';
        }
        boolean wide = isWide(codePoint) || isWide(before);
        return wide && codePoint != ' ' && CLOSING.indexOf(codePoint) < 0;
    }

    private static boolean isWide(int codePoint) {
        return WIDE.matcher(Character.toString(codePoint)).matches();
    }
}
