package dev.bastide.change.specification;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The section {@code specifications} of the set-up file: {@code id}, {@code name}, {@code node} (the root when left
 * out), {@code production}, {@code business-days}, {@code purpose}, {@code parameters}, {@code steps}, {@code rollback},
 * {@code impact} (the name when left out). Their first versions are acts of founding.
 */
@Component
class SpecificationSetup implements SetupSection {
    private static final int AFTER_THE_HOSTS = 50;

    private final Specifications specifications;
    private final ServiceTree tree;

    SpecificationSetup(Specifications specifications, ServiceTree tree) {
        this.specifications = specifications;
        this.tree = tree;
    }

    @Override
    public String name() {
        return "specifications";
    }

    @Override
    public int order() {
        return AFTER_THE_HOSTS;
    }

    @Override
    public void apply(SetupFile section, Actor actor) {
        for (SetupFile entry : section.items()) {
            try {
                specifications.propose(actor, text(entry));
            } catch (BadInput mistake) {
                throw entry.placed(mistake);
            }
        }
    }

    private SpecificationText text(SetupFile entry) {
        String title = entry.text("name");
        return new SpecificationText(
                entry.text("id"),
                node(entry),
                title,
                entry.text("purpose", "change").equals("test") ? Content.Purpose.TEST : Content.Purpose.CHANGE,
                yes(entry, "production", true),
                yes(entry, "business-days", false),
                parameters(entry.at("parameters")),
                texts(entry.at("steps")),
                texts(entry.at("rollback")),
                entry.text("impact", title));
    }

    private NodeId node(SetupFile entry) {
        String path = entry.text("node", "/");
        return tree.snapshot()
                .byPath(path)
                .map(ServiceNode::id)
                .orElseThrow(() -> BadInput.in("node", "change.bad.node", path));
    }

    private static boolean yes(SetupFile entry, String key, boolean otherwise) {
        return switch (entry.text(key, Boolean.toString(otherwise))) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw entry.at(key).wrong("change.bad.yes-or-no");
        };
    }

    private static List<String> texts(SetupFile list) {
        List<String> texts = new ArrayList<>();
        if (list.isThere()) {
            list.items().forEach(item -> texts.add(item.text()));
        }
        return texts;
    }

    static List<Parameter> parameters(SetupFile list) {
        List<Parameter> parameters = new ArrayList<>();
        if (list.isThere()) {
            for (SetupFile item : list.items()) {
                parameters.add(Parameter.parse(item.text())
                        .orElseThrow(() -> item.wrong("change.spec.bad.parameter", item.text())));
            }
        }
        return parameters;
    }
}
