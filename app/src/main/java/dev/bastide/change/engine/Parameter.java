package dev.bastide.change.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A typed parameter of a specification. A value either fits its kind exactly or is refused; no kind lets a character
 * through that a shell would read as more than text. Source: seed 000 s2.2 (A45).
 *
 * @param choices the allowed values of {@link Kind#CHOICE}, empty otherwise
 */
public record Parameter(String name, Kind kind, List<String> choices) {
    private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9_]{0,30})\\s*:\\s*([a-z]+)(?:\\s+(.+))?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@:+-]{0,127}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._@+/-]{0,511}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ._:/,@+-]+");
    private static final int TEXT_LIMIT = 500;

    /** What a value may be. */
    public enum Kind {
        /** Letters, digits and {@code . _ @ : + -}; it does not begin with a dash, so it is never an option. */
        WORD,
        /** An absolute path without {@code ..}. */
        PATH,
        /** A whole number. */
        NUMBER,
        /** One of the named values. */
        CHOICE,
        /** Any single line; it is quoted for the shell where it is put in. */
        TEXT
    }

    /** Refuses a choice without values. */
    public Parameter {
        choices = List.copyOf(choices);
        if ((kind == Kind.CHOICE) == choices.isEmpty()) {
            throw new IllegalArgumentException("exactly a choice names its values");
        }
        if (!choices.stream().allMatch(choice -> WORD.matcher(choice).matches())) {
            throw new IllegalArgumentException("a choice is a word");
        }
    }

    /** Reads {@code name: kind} or {@code name: choice one two}; empty when the line is neither. */
    public static Optional<Parameter> parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Kind kind = Kind.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
            String rest = matcher.group(3);
            List<String> choices =
                    rest == null ? List.of() : Arrays.asList(rest.strip().split("[\\s,]+", -1));
            return Optional.of(new Parameter(matcher.group(1), kind, choices));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The line that {@link #parse} reads. */
    public String line() {
        String head = name + ": " + kind.name().toLowerCase(Locale.ROOT);
        return choices.isEmpty() ? head : head + " " + String.join(" ", choices);
    }

    /** Whether this value may stand for the parameter. */
    public boolean takes(String value) {
        return switch (kind) {
            case WORD -> WORD.matcher(value).matches();
            case PATH -> PATH.matcher(value).matches() && !value.contains("..");
            case NUMBER -> NUMBER.matcher(value).matches();
            case CHOICE -> choices.contains(value);
            case TEXT ->
                !value.isEmpty()
                        && value.length() <= TEXT_LIMIT
                        && value.codePoints().noneMatch(Character::isISOControl);
        };
    }

    /** Whether this value may also go to a network device, whose command line knows nothing of a shell's quotes. */
    public boolean isPlain(String value) {
        return kind != Kind.TEXT || PLAIN.matcher(value).matches();
    }

    /** The value as it is put into a step. Throws {@link IllegalArgumentException} for a value not taken. */
    String rendered(String value) {
        if (!takes(value)) {
            throw new IllegalArgumentException("not a value for " + name);
        }
        return kind == Kind.TEXT ? "'" + value.replace("'", "'\\''") + "'" : value;
    }
}
