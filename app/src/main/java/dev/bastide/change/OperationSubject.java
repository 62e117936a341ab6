package dev.bastide.change;

import dev.bastide.approval.ApprovalSubject;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.DurationText;
import dev.bastide.change.engine.Target;
import dev.bastide.change.engine.Window;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Says what the approvers of an operation see: what will happen, exactly which content, what it touches. */
@Component
class OperationSubject implements ApprovalSubject {
    private final OperationReads reads;
    private final Targets targets;
    private final People people;

    OperationSubject(OperationReads reads, Targets targets, People people) {
        this.reads = reads;
        this.targets = targets;
        this.people = people;
    }

    @Override
    public String kind() {
        return Operations.KIND;
    }

    @Override
    public boolean tellsItself() {
        return true;
    }

    @Override
    public View view(UUID subject) {
        Operation operation = reads.byRevision(subject).orElseThrow();
        Content content = operation.content();
        List<Touch> touches = new ArrayList<>();
        for (Target target : content.targets()) {
            touches.add(new Touch(target.path(), "/hosts/" + hostName(target)));
        }
        for (NodeId node : content.impact()) {
            touches.add(new Touch(targets.pathOf(node), "/tree/" + node));
        }
        return new View(
                operation.production() ? "change.approval.happens-production" : "change.approval.happens",
                List.of(
                        name(content.executor()),
                        Integer.toString(content.steps().size()),
                        Integer.toString(content.targets().size()),
                        content.targets().getFirst().account(),
                        DurationText.print(content.window().length())),
                lines(content),
                touches,
                operation.lapses());
    }

    private List<Line> lines(Content content) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("change.reason", content.reason()));
        content.targets()
                .forEach(target -> lines.add(new Line("change.target", target.account() + "@" + target.path())));
        if (content.specification() != null) {
            lines.add(new Line("change.spec", content.specification().label()));
            content.specification()
                    .values()
                    .forEach((name, value) -> lines.add(new Line("change.value", name + " = " + value)));
        }
        content.steps().forEach(step -> lines.add(new Line("change.step", step)));
        content.rollback().forEach(step -> lines.add(new Line("change.rollback", step)));
        lines.add(new Line("change.window", window(content.window())));
        lines.add(new Line("change.impact", content.impactText()));
        lines.add(new Line("change.owner", name(content.owner())));
        lines.add(new Line("change.executor", name(content.executor())));
        if (!content.ticket().isEmpty()) {
            lines.add(new Line("change.ticket", content.ticket()));
        }
        return lines;
    }

    static String window(Window window) {
        return switch (window) {
            case Window.Upon(var length) -> "+" + DurationText.print(length);
            case Window.Fixed(var from, var to, var zone) ->
                from.atZone(zone).toLocalDateTime() + " – " + to.atZone(zone).toLocalDateTime() + " " + zone.getId();
        };
    }

    static String hostName(Target target) {
        return target.path().substring(target.path().lastIndexOf('/') + 1);
    }

    private String name(PersonId id) {
        return people.find(id).map(Person::name).orElse("?");
    }
}
