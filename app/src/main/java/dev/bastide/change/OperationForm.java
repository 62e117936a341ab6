package dev.bastide.change;

import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.specification.Specification;
import dev.bastide.page.BadInput;
import dev.bastide.page.Form;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a request out of the forms of the console. */
final class OperationForm {
    private OperationForm() {}

    /** What the guided form says; nothing is checked yet. */
    static OperationRequest read(Form form, @Nullable Specification specification) {
        return new OperationRequest(
                hosts(form),
                form.text("account"),
                specification == null ? "" : specification.text().name(),
                values(form, specification),
                specification == null ? lines(form.text("steps")) : List.of(),
                specification == null ? lines(form.text("rollback")) : List.of(),
                form.text("purpose").equals("test") ? Content.Purpose.TEST : Content.Purpose.CHANGE,
                new OperationRequest.WindowText(form.text("window"), form.text("from"), form.text("zone")),
                form.text("reason"),
                form.text("impact"),
                lines(form.text("impact_nodes")),
                form.text("ticket"),
                form.text("executor"),
                null);
    }

    /** Marks beside a mistake all that is left empty, so that one answer names everything. */
    static Form marked(Form form, BadInput mistake, @Nullable Specification specification) {
        form.reject(mistake);
        if (hosts(form).isEmpty()) {
            form.reject("hosts", "page.form.required");
        }
        if (specification == null && form.text("spec").isEmpty()) {
            form.required("steps", Integer.MAX_VALUE);
        }
        for (String field : List.of("account", "reason", "window")) {
            form.required(field, Integer.MAX_VALUE);
        }
        return form;
    }

    /** What the emergency form says. */
    static OperationRequest readEmergency(Form form) {
        return new OperationRequest(
                hosts(form),
                form.text("account"),
                "",
                Map.of(),
                lines(form.text("steps")),
                List.of(),
                Content.Purpose.CHANGE,
                OperationRequest.WindowText.upon(form.text("window")),
                form.text("reason"),
                "",
                List.of(),
                form.text("ticket"),
                "",
                new OperationRequest.Urgency(
                        AskJson.cause(form.required("cause", 30)), form.required("belongs_to", 500)));
    }

    /** The form of an operation that is edited. */
    static Form of(Operation operation) {
        Content content = operation.content();
        String zone = content.window() instanceof dev.bastide.change.engine.Window.Fixed fixed
                ? fixed.zone().getId()
                : "UTC";
        String from = content.window() instanceof dev.bastide.change.engine.Window.Fixed fixed
                ? fixed.from().atZone(fixed.zone()).toLocalDateTime().toString()
                : "";
        Map<String, List<String>> all = new TreeMap<>();
        all.put(
                "hosts",
                List.of(String.join(
                        "\n", content.targets().stream().map(t -> t.path()).toList())));
        all.put("account", List.of(content.targets().getFirst().account()));
        all.put("steps", List.of(String.join("\n", content.steps())));
        all.put("rollback", List.of(String.join("\n", content.rollback())));
        all.put(
                "window",
                List.of(dev.bastide.change.engine.DurationText.print(
                        content.window().length())));
        all.put("from", List.of(from));
        all.put("zone", List.of(zone));
        all.put("reason", List.of(content.reason()));
        all.put("impact", List.of(content.impactText()));
        all.put("ticket", List.of(content.ticket()));
        if (content.specification() != null) {
            all.put("spec", List.of(content.specification().name()));
            content.specification().values().forEach((name, value) -> all.put("value." + name, List.of(value)));
        }
        return new Form(all);
    }

    /** The hosts meant, each once: the one chosen and those listed beside it. */
    static List<String> hosts(Form form) {
        return Stream.of("hosts", "more_hosts")
                .flatMap(field -> lines(form.text(field)).stream())
                .distinct()
                .toList();
    }

    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static Map<String, String> values(Form form, @Nullable Specification specification) {
        Map<String, String> values = new TreeMap<>();
        if (specification != null) {
            for (Parameter parameter : specification.text().parameters()) {
                String value = form.text("value." + parameter.name());
                if (!value.isEmpty()) {
                    values.put(parameter.name(), value);
                }
            }
        }
        return values;
    }
}
