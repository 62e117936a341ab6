package dev.bastide.change.specification;

import dev.bastide.approval.ApprovalSubject;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Says what the approvers of a version see. */
@Component
class SpecificationSubject implements ApprovalSubject {
    private final SpecificationRows rows;

    SpecificationSubject(SpecificationRows rows) {
        this.rows = rows;
    }

    @Override
    public String kind() {
        return Specifications.KIND;
    }

    @Override
    public View view(UUID subject) {
        Specification version = rows.version(subject).orElseThrow();
        SpecificationText text = version.text();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("change.spec.name", version.label()));
        lines.add(new Line("change.spec.title", text.title()));
        lines.add(new Line("change.spec.production", Boolean.toString(text.production())));
        lines.add(new Line("change.spec.business-days", Boolean.toString(text.businessDays())));
        for (Parameter parameter : text.parameters()) {
            lines.add(new Line("change.spec.parameter", parameter.line()));
        }
        text.steps().forEach(step -> lines.add(new Line("change.spec.step", step)));
        text.rollback().forEach(step -> lines.add(new Line("change.spec.rollback", step)));
        lines.add(new Line("change.spec.impact", text.impact()));
        return new View(
                text.production() ? "change.spec.approval.happens-production" : "change.spec.approval.happens",
                List.of(version.label()),
                lines,
                List.of(new Touch(text.name(), "/specifications/" + text.name())),
                null);
    }
}
