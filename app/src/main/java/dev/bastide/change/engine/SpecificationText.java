package dev.bastide.change.engine;

import dev.bastide.authority.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What one version of an operation specification says: which steps with which parameters, how they are undone, where
 * they may be done. Source: seed 000 s2.2 (A45, A48).
 *
 * @param node where it belongs; its head agrees to every version
 * @param production whether it may be used on production
 * @param businessDays whether a set window must begin on a business day
 */
public record SpecificationText(
        String name,
        NodeId node,
        String title,
        Content.Purpose purpose,
        boolean production,
        boolean businessDays,
        List<Parameter> parameters,
        List<String> steps,
        List<String> rollback,
        String impact) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,62}");
    private static final int STEPS_MAX = 100;
    private static final int TITLE_MAX = 200;
    private static final int IMPACT_MAX = 2_000;

    /** What is wrong with a text: the field, a message key, its arguments. */
    public record Fault(String field, String key, List<String> args) {}

    /** Copies the lists. */
    public SpecificationText {
        parameters = List.copyOf(parameters);
        steps = List.copyOf(steps);
        rollback = List.copyOf(rollback);
    }

    /** The first thing wrong with it, if anything. */
    public Optional<Fault> fault() {
        if (!NAME.matcher(name).matches()) {
            return fault("name", "change.spec.bad.name");
        }
        if (title.isBlank() || title.length() > TITLE_MAX) {
            return fault("title", "change.spec.bad.title");
        }
        if (impact.isBlank() || impact.length() > IMPACT_MAX) {
            return fault("impact", "change.spec.bad.impact");
        }
        if (production && (purpose == Content.Purpose.TEST || StepText.isTestVerb(name))) {
            return fault("production", "change.spec.bad.test-on-production");
        }
        return fault("steps", steps).or(() -> fault("rollback", rollback)).or(this::parameterFault);
    }

    /** The text whose hash the approvals of this version carry. */
    public String canonical(int version) {
        Lines lines = new Lines();
        lines.line("bastide-specification", "1");
        lines.line("name", name);
        lines.line("version", Integer.toString(version));
        lines.line("node", node.toString());
        lines.line("title", title);
        lines.line("purpose", purpose.name());
        lines.line("production", Boolean.toString(production));
        lines.line("business-days", Boolean.toString(businessDays));
        parameters.forEach(parameter -> lines.line("parameter", parameter.line()));
        steps.forEach(step -> lines.line("step", step));
        rollback.forEach(step -> lines.line("rollback", step));
        lines.line("impact", impact);
        return lines.text();
    }

    private static Optional<Fault> fault(String field, List<String> lines) {
        if (lines.isEmpty() || lines.size() > STEPS_MAX) {
            return fault(field, "change.spec.bad.count", Integer.toString(STEPS_MAX));
        }
        return lines.stream()
                .filter(line -> !StepText.isExecutable(line))
                .findFirst()
                .flatMap(line -> fault(field, "change.spec.bad.step", shown(line)));
    }

    private Optional<Fault> parameterFault() {
        Set<String> named = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!named.add(parameter.name())) {
                return fault("parameters", "change.spec.bad.twice", parameter.name());
            }
        }
        Set<String> asked = new TreeSet<>();
        steps.forEach(step -> asked.addAll(StepText.holes(step)));
        rollback.forEach(step -> asked.addAll(StepText.holes(step)));
        for (String hole : asked) {
            if (!named.contains(hole)) {
                return fault("parameters", "change.spec.bad.unknown", hole);
            }
        }
        return unsafe();
    }

    /** The first step, forward or back, in which a text stands inside quotes, where its own do not protect it. */
    public Optional<Fault> unsafe() {
        return unsafe("steps", steps).or(() -> unsafe("rollback", rollback));
    }

    private Optional<Fault> unsafe(String field, List<String> lines) {
        for (String line : lines) {
            Optional<String> name = StepText.unsafe(line, parameters);
            if (name.isPresent()) {
                return fault(field, "change.spec.bad.quoted", name.get(), shown(line));
            }
        }
        return Optional.empty();
    }

    private static Optional<Fault> fault(String field, String key, String... args) {
        return Optional.of(new Fault(field, key, List.of(args)));
    }

    private static String shown(String line) {
        String plain = line.replaceAll("\\p{Cntrl}", "?").strip();
        return plain.length() > 60 ? plain.substring(0, 60).toLowerCase(Locale.ROOT) + "…" : plain;
    }
}
