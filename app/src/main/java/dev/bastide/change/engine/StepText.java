package dev.bastide.change.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Steps as they are written in a specification, with {@code {parameter}} for a value, and as they are run. */
public final class StepText {
    /** Longest step, so that a reader sees all of it. */
    public static final int LIMIT = 2_000;

    static final Pattern HOLE = Pattern.compile("\\{([a-z][a-z0-9_]{0,30})\\}");
    private static final Pattern EMPTY_WORDS = Pattern.compile(
            "(?i)[\\s\\p{Punct}]*(?:n\\s*/?\\s*a|none|nil|null|nothing|tbd|todo|no|not applicable)?[\\s\\p{Punct}]*");

    private StepText() {}

    /**
     * Whether the text can be run as a step: one line, not too long, and not a way to say that there is no step. Source:
     * seed 004 s3.1.2 (B11).
     */
    public static boolean isExecutable(String text) {
        return text.length() <= LIMIT
                && text.codePoints().noneMatch(Character::isISOControl)
                && !EMPTY_WORDS.matcher(text).matches();
    }

    /** The parameters that a step asks for. */
    public static Set<String> holes(String step) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = HOLE.matcher(step);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** The first of these parameters that is a text and whose place in the step is not bare: quoting cannot hold it there. */
    public static Optional<String> unsafe(String step, List<Parameter> parameters) {
        Set<String> hidden = Quoting.hidden(step);
        return parameters.stream()
                .filter(parameter -> parameter.kind() == Parameter.Kind.TEXT)
                .map(Parameter::name)
                .filter(hidden::contains)
                .findFirst();
    }

    /**
     * The steps with the values put in. Throws {@link IllegalArgumentException} for a missing or unfit value, and for a
     * step that puts a text where its quotes do not hold: versions agreed to earlier may have one.
     */
    public static List<String> render(List<String> steps, List<Parameter> parameters, Map<String, String> values) {
        return steps.stream().map(step -> render(step, parameters, values)).toList();
    }

    /** SHA-256 over the steps, one a line: what a rehearsal and an operation must have in common. */
    public static String hash(List<String> steps) {
        return Content.sha256(String.join("\n", steps) + "\n");
    }

    /** Whether a step tries something out, which production forbids. Source: seed 000 s2.2 (A50). */
    public static boolean isTestVerb(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return lower.equals("test")
                || lower.startsWith("test-")
                || lower.startsWith("test:")
                || lower.startsWith("test ");
    }

    private static String render(String step, List<Parameter> parameters, Map<String, String> values) {
        if (unsafe(step, parameters).isPresent()) {
            throw new IllegalArgumentException("a text stands inside quotes");
        }
        Matcher matcher = HOLE.matcher(step);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            Parameter parameter = parameters.stream()
                    .filter(p -> p.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no parameter " + name));
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no value for " + name);
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(parameter.rendered(value)));
        }
        return matcher.appendTail(out).toString();
    }
}
