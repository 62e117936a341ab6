package dev.bastide.servicetree;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.page.Form;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** The form of a node: its choices, its defaults, and what was typed turned into facts. */
@Component
class TreeForms {
    private final ServiceTree tree;
    private final People people;

    TreeForms(ServiceTree tree, People people) {
        this.tree = tree;
        this.people = people;
    }

    ModelAndView page(String template, Form form) {
        return choices(new ModelAndView(template).addObject("form", form));
    }

    ModelAndView again(String template, Form form) {
        return choices(Form.again(template, form));
    }

    /** Defaults that are right nine times of ten: what the parent has. */
    Form blank(String parent) {
        Optional<ServiceNode> above = find(parent).or(() -> tree.snapshot().root());
        return Form.blank(
                "parent", above.map(node -> node.id().toString()).orElse(""),
                "owner", above.map(node -> node.owner().toString()).orElse(""),
                "environment", above.map(node -> node.environment().word()).orElse("test"),
                "tier", above.map(node -> Integer.toString(node.tier())).orElse("2"),
                "customer", above.map(ServiceNode::customer).orElse(""));
    }

    Form of(ServiceNode node) {
        @Nullable NodeId parent = node.parent();
        @Nullable String customer = node.customer();
        return Form.blank(
                "parent", parent == null ? "" : parent.toString(),
                "name", node.name(),
                "owner", node.owner().toString(),
                "environment", node.environment().word(),
                "tier", Integer.toString(node.tier()),
                "customer", customer == null ? "" : customer,
                "inherit-stop", node.inheritStop() ? "on" : "");
    }

    /** The facts typed; empty with marks in the form when something is wrong. */
    Optional<NodeFacts> read(Form form) {
        String name = form.required("name", 63);
        Optional<UUID> owner = form.id("owner");
        Optional<Integer> tier = form.number("tier", 1, 3);
        Optional<ServiceNode> parent = find(form.text("parent"));
        if (!form.text("parent").isEmpty() && parent.isEmpty()) {
            form.reject("parent", "servicetree.bad.parent");
        }
        if (!form.ok() || owner.isEmpty() || tier.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NodeFacts(
                    parent.map(ServiceNode::id).orElse(null),
                    name,
                    new PersonId(owner.get()),
                    Environment.of(form.text("environment")),
                    tier.get(),
                    form.ticked("inherit-stop"),
                    form.text("customer")));
        } catch (IllegalArgumentException e) {
            String key = String.valueOf(e.getMessage());
            boolean ours = key.startsWith("servicetree.bad.");
            form.reject(
                    ours ? key.substring("servicetree.bad.".length()) : "environment",
                    ours ? key : "servicetree.bad.environment");
            return Optional.empty();
        }
    }

    private Optional<ServiceNode> find(String id) {
        try {
            return id.isEmpty() ? Optional.empty() : tree.snapshot().node(NodeId.of(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ModelAndView choices(ModelAndView page) {
        Map<String, String> parents = new LinkedHashMap<>();
        tree.snapshot().all().forEach(node -> parents.put(node.id().toString(), node.path()));
        Map<String, String> owners = new LinkedHashMap<>();
        people.active().stream()
                .filter(person -> !person.machine())
                .forEach(person -> owners.put(person.id().toString(), person.name() + " (" + person.login() + ")"));
        return page.addObject("parents", parents).addObject("owners", owners);
    }
}
