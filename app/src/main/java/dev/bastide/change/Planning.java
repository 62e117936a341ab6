package dev.bastide.change;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.change.engine.StepText;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.page.BadInput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which steps will be run: those of a specification in force, with values put in, or free text where that is allowed.
 * Source: seed 000 s2.2 (A45, A48, A50).
 */
@Component
class Planning {
    private static final int STEPS_MAX = 100;

    /** The steps and what comes with them. */
    record Plan(
            @Nullable SpecificationRef specification,
            List<String> steps,
            List<String> rollback,
            String impact,
            boolean businessDays) {}

    private final Specifications specifications;

    Planning(Specifications specifications) {
        this.specifications = specifications;
    }

    Plan plan(OperationRequest request, boolean production, boolean devices) {
        if (production && request.purpose() == Content.Purpose.TEST) {
            throw refused("change.refused.test", "A50");
        }
        if (request.specification().isBlank()) {
            return freeText(request, production);
        }
        if (!request.steps().isEmpty()) {
            throw BadInput.in("steps", "change.bad.both");
        }
        return ofSpecification(request, production, devices);
    }

    private Plan ofSpecification(OperationRequest request, boolean production, boolean devices) {
        String asked = request.specification();
        Specification specification = specifications
                .meant(asked)
                .orElseThrow(() -> BadInput.in("spec", "change.bad.spec", Targets.shown(asked)));
        SpecificationText text = specification.text();
        if (!specification.usable()) {
            throw new ActRefused(Reason.of(
                    "change.refused.superseded", "A48", "/specifications/" + text.name(), specification.label()));
        }
        if (production && text.purpose() == Content.Purpose.TEST) {
            throw refused("change.refused.test", "A50");
        }
        if (text.purpose() != request.purpose()) {
            throw BadInput.in("spec", "change.bad.purpose", specification.label());
        }
        if (production && !text.production()) {
            throw new ActRefused(Reason.of(
                    "change.refused.not-for-production",
                    "A45",
                    "/specifications/" + text.name(),
                    specification.label()));
        }
        requireValues(text, request.values());
        text.unsafe().ifPresent(fault -> {
            throw BadInput.in("spec", fault.key(), fault.args().toArray(String[]::new));
        });
        if (devices) {
            requirePlain(text, request.values());
        }
        return new Plan(
                new SpecificationRef(specification.versionId(), text.name(), specification.version(), request.values()),
                StepText.render(text.steps(), text.parameters(), request.values()),
                StepText.render(text.rollback(), text.parameters(), request.values()),
                text.impact(),
                text.businessDays());
    }

    private static void requireValues(SpecificationText text, Map<String, String> values) {
        for (String name : values.keySet()) {
            if (text.parameters().stream()
                    .noneMatch(parameter -> parameter.name().equals(name))) {
                throw BadInput.in("values." + Targets.shown(name), "change.bad.value-unknown", Targets.shown(name));
            }
        }
        for (Parameter parameter : text.parameters()) {
            String value = values.get(parameter.name());
            if (value == null) {
                throw BadInput.in("values." + parameter.name(), "change.bad.value-missing", parameter.line());
            }
            requireTaken(parameter, value);
        }
    }

    /** The values given so far fit; who types them one after the other is told of each at once. */
    void requireGiven(String named, Map<String, String> values, boolean device) {
        specifications.meant(named).map(Specification::text).ifPresent(text -> {
            text.parameters().stream()
                    .filter(parameter -> values.containsKey(parameter.name()))
                    .forEach(parameter -> requireTaken(parameter, values.getOrDefault(parameter.name(), "")));
            if (device) {
                requirePlain(text, values);
            }
        });
    }

    private static void requireTaken(Parameter parameter, String value) {
        if (!parameter.takes(value)) {
            throw BadInput.in("values." + parameter.name(), "change.bad.value", parameter.line(), Targets.shown(value));
        }
    }

    /** A device's command line knows nothing of the quotes that protect a text from a shell. */
    private static void requirePlain(SpecificationText text, Map<String, String> values) {
        for (Parameter parameter : text.parameters()) {
            String value = values.getOrDefault(parameter.name(), "");
            if (!parameter.isPlain(value)) {
                throw BadInput.in(
                        "values." + parameter.name(),
                        "change.bad.value-device",
                        parameter.name(),
                        Targets.shown(value));
            }
        }
    }

    private static Plan freeText(OperationRequest request, boolean production) {
        if (production && !request.emergency()) {
            throw refused("change.refused.free-text", "A48");
        }
        requireSteps("steps", request.steps());
        request.rollback().forEach(step -> requireStep("rollback", step));
        if (request.steps().isEmpty()) {
            throw BadInput.in("steps", "change.bad.no-step");
        }
        return new Plan(null, request.steps(), request.rollback(), "", false);
    }

    private static void requireSteps(String field, List<String> steps) {
        if (steps.size() > STEPS_MAX) {
            throw BadInput.in(field, "change.spec.bad.count", Integer.toString(STEPS_MAX));
        }
        steps.forEach(step -> requireStep(field, step));
    }

    private static void requireStep(String field, String step) {
        if (!StepText.isExecutable(step)) {
            throw BadInput.in(field, "change.spec.bad.step", Targets.shown(step));
        }
    }

    private static ActRefused refused(String key, String duty) {
        return new ActRefused(Reason.of(key, duty, "/specifications"));
    }
}
