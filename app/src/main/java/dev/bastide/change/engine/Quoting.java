package dev.bastide.change.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Finds the holes of a step that do not stand bare before a shell. A text is put in between single quotes, which protect
 * it only there: inside other quotes they would end what was begun and hand the text to the shell. Where shells differ,
 * or an expansion stands inside double quotes, what follows counts as not bare.
 */
final class Quoting {
    private static final char NONE = 0;

    private final String step;
    private final Set<String> hidden = new HashSet<>();
    private char quote = NONE;
    private int expansions;
    private boolean unclear;

    private Quoting(String step) {
        this.step = step;
    }

    /** The parameters of which at least one hole does not stand bare. */
    static Set<String> hidden(String step) {
        Quoting reading = new Quoting(step);
        reading.read();
        return Set.copyOf(reading.hidden);
    }

    private void read() {
        Matcher hole = StepText.HOLE.matcher(step);
        int at = 0;
        while (at < step.length()) {
            if (hole.find(at) && hole.start() == at) {
                note(hole.group(1), at);
                at = hole.end();
            } else if (step.charAt(at) == '$' && hole.find(at + 1) && hole.start() == at + 1) {
                at++;
            } else {
                at += take(at);
            }
        }
    }

    private void note(String name, int at) {
        boolean led = at > 0 && step.charAt(at - 1) == '$';
        if (led || unclear || quote != NONE || expansions > 0) {
            hidden.add(name);
        }
    }

    /** Reads one sign, or two that belong together, and says how many. */
    private int take(int at) {
        char sign = step.charAt(at);
        char next = at + 1 < step.length() ? step.charAt(at + 1) : NONE;
        if (quote == '\'') {
            quote = sign == '\'' ? NONE : quote;
            return 1;
        }
        if (sign == '\\') {
            return escape(at, next);
        }
        if (quote == '`') {
            quote = sign == '`' ? NONE : quote;
            return 1;
        }
        return quote == '"' ? quoted(sign, next) : bare(sign, next);
    }

    /** What a backslash takes with it is one sign; before a hole it would take the quote that protects the text. */
    private int escape(int at, char next) {
        if (next != '{') {
            return 2;
        }
        Matcher hole = StepText.HOLE.matcher(step);
        if (hole.find(at + 1) && hole.start() == at + 1) {
            hidden.add(hole.group(1));
        }
        return 1;
    }

    private int quoted(char sign, char next) {
        if (sign == '"') {
            quote = NONE;
        } else if (sign == '`' || (sign == '$' && (next == '(' || next == '{'))) {
            unclear = true;
        }
        return 1;
    }

    private int bare(char sign, char next) {
        switch (sign) {
            case '\'', '"', '`' -> quote = sign;
            case '$' -> {
                unclear |= next == '\'';
                boolean opens = next == '(' || next == '{';
                expansions += opens ? 1 : 0;
                return opens || next == '$' ? 2 : 1;
            }
            case '(', '{' -> expansions += expansions > 0 ? 1 : 0;
            case ')', '}' -> expansions -= expansions > 0 ? 1 : 0;
            default -> {}
        }
        return 1;
    }
}
