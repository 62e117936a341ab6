package dev.bastide.change.specification;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of specifications, a version's page, and the form for the next one. */
@Controller
class SpecificationPages {
    private static final Listing<Specification> SPECIFICATIONS = Listing.<Specification>of("change.specs")
            .search("q")
            .choice("state", "proposed", "approved", "rejected")
            .choice("production", "yes", "no")
            .sorted("name", version -> Cell.text(version.text().name()))
            .column("title", version -> Cell.text(version.text().title()))
            .column("version", version -> Cell.number(version.version()))
            .column("state", version -> new Cell.State(chip(version)))
            .column("production", version -> Cell.said(version.text().production() ? "change.yes" : "change.no"))
            .sorted("proposed", version -> Cell.time(version.proposedAt()))
            .opens(Specification::path)
            .firstStep("/specifications/new")
            .create("/specifications/new");

    private final Specifications specifications;
    private final ServiceTree tree;
    private final People people;

    SpecificationPages(Specifications specifications, ServiceTree tree, People people) {
        this.specifications = specifications;
        this.tree = tree;
        this.people = people;
    }

    @GetMapping("/specifications")
    @Act("spec.read")
    ModelAndView list(ListQuery query) {
        return SPECIFICATIONS.page(query, specifications.list(query));
    }

    @GetMapping("/specifications/{name}")
    @Act("spec.read")
    String newest(@PathVariable String name) {
        List<Specification> versions = specifications.versions(name);
        Specification shown = versions.stream()
                .filter(Specification::usable)
                .findFirst()
                .or(() -> versions.stream().findFirst())
                .orElseThrow(() -> new NoSuch("change.spec", name));
        return "redirect:" + shown.path();
    }

    @GetMapping("/specifications/{name}/{version}")
    @Act("spec.read")
    ModelAndView show(@PathVariable String name, @PathVariable int version) {
        List<Specification> versions = specifications.versions(name);
        Specification shown = versions.stream()
                .filter(one -> one.version() == version)
                .findFirst()
                .orElseThrow(() -> new NoSuch("change.spec", name + " " + version));
        ObjectHead head = ObjectHead.of("change.spec", shown.label())
                .state(chip(shown))
                .at(path(shown.text().node()), proposer(shown))
                .menu(Step.go("change.spec.next", "/specifications/new?from=" + name));
        if (shown.usable()) {
            head = head.primary(Step.go("change.spec.use", "/operations/new?spec=" + name));
        } else if (shown.state() == Specification.State.PROPOSED) {
            head = specifications
                    .approval(shown)
                    .map(approval -> Step.go("change.decide", "/approvals/" + approval))
                    .map(head::primary)
                    .orElse(head);
        }
        return new ModelAndView("change/specification/view")
                .addObject("head", head)
                .addObject("shown", shown)
                .addObject("versions", versions);
    }

    @GetMapping("/specifications/new")
    @Act("spec.edit")
    ModelAndView blank(@RequestParam(defaultValue = "") String from) {
        Optional<Specification> before = specifications.versions(from).stream().findFirst();
        Form form = before.map(version -> {
                    SpecificationText text = version.text();
                    return Form.blank(
                            "name", text.name(),
                            "node", path(text.node()),
                            "title", text.title(),
                            "production", text.production() ? "on" : "",
                            "business_days", text.businessDays() ? "on" : "",
                            "purpose", text.purpose() == Content.Purpose.TEST ? "test" : "change",
                            "parameters",
                                    joined(text.parameters().stream()
                                            .map(Parameter::line)
                                            .toList()),
                            "steps", joined(text.steps()),
                            "rollback", joined(text.rollback()),
                            "impact", text.impact());
                })
                .orElseGet(() -> Form.blank("purpose", "change", "production", "on"));
        return form(form);
    }

    @PostMapping("/specifications")
    @Act("spec.edit")
    Object propose(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            Specification made = specifications.propose(actor, read(form));
            Flash.done(redirect, made.founding() ? "change.spec.founded" : "change.spec.proposed", made.label());
            return "redirect:" + made.path();
        } catch (BadInput mistake) {
            return form(form.reject(mistake));
        }
    }

    private SpecificationText read(Form form) {
        List<Parameter> parameters = new ArrayList<>();
        for (String line : lines(form.text("parameters"))) {
            parameters.add(Parameter.parse(line)
                    .orElseThrow(() -> BadInput.in("parameters", "change.spec.bad.parameter", "", line)));
        }
        NodeId node = tree.snapshot()
                .byPath(form.text("node"))
                .map(ServiceNode::id)
                .orElseThrow(() -> BadInput.in("node", "change.bad.node", form.text("node")));
        return new SpecificationText(
                form.text("name"),
                node,
                form.text("title"),
                form.text("purpose").equals("test") ? Content.Purpose.TEST : Content.Purpose.CHANGE,
                form.ticked("production"),
                form.ticked("business_days"),
                parameters,
                lines(form.text("steps")),
                lines(form.text("rollback")),
                form.text("impact"));
    }

    private ModelAndView form(Form form) {
        Map<String, String> nodes = new TreeMap<>();
        tree.snapshot().all().forEach(node -> nodes.put(node.path(), node.path()));
        ModelAndView page = form.ok()
                ? new ModelAndView("change/specification/edit")
                : Form.again("change/specification/edit", form);
        return page.addObject("form", form).addObject("nodes", nodes);
    }

    static Chip chip(Specification version) {
        return switch (version.state()) {
            case PROPOSED -> Chip.of(Tone.DUE, "change.spec.state.proposed");
            case REJECTED -> Chip.of(Tone.VIOLATED, "change.spec.state.rejected");
            case APPROVED ->
                version.current()
                        ? Chip.of(Tone.HOLDS, "change.spec.state.approved")
                        : Chip.of(Tone.UNKNOWN, "change.spec.state.superseded");
        };
    }

    private String proposer(Specification version) {
        return Optional.ofNullable(version.proposedBy())
                .flatMap(people::find)
                .map(Person::name)
                .orElse("");
    }

    private String path(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse("?");
    }

    private static String joined(List<String> lines) {
        return String.join("\n", lines);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
