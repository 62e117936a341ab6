package dev.bastide.servicetree;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The set-up file's section {@code tree}: nodes by path, parents first. The root, {@code /}, stands for the company;
 * where the file does not name it, it belongs to the owner of the first node.
 */
@Component
class SetupTree implements SetupSection {
    private static final int ORDER = 20;
    static final String ROOT = "/";
    static final String ROOT_NAME = "company";
    static final String TIER_DEFAULT = "3";

    private final ServiceTree tree;
    private final People people;

    SetupTree(ServiceTree tree, People people) {
        this.tree = tree;
        this.people = people;
    }

    @Override
    public String name() {
        return "tree";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public void apply(SetupFile section, Actor actor) {
        Map<String, NodeId> planted = new HashMap<>();
        for (SetupFile entry : section.items()) {
            String path = entry.text("path");
            if (planted.isEmpty() && !path.equals(ROOT)) {
                planted.put(ROOT, plant(entry, actor, facts(entry, null, ROOT_NAME, Environment.TEST.word())));
            }
            planted.put(path, plant(entry, actor, facts(entry, planted)));
        }
    }

    private NodeFacts facts(SetupFile entry, Map<String, NodeId> planted) {
        String path = entry.text("path");
        String environment = entry.text("environment", Environment.TEST.word());
        if (path.equals(ROOT)) {
            return facts(entry, null, ROOT_NAME, environment);
        }
        int slash = path.lastIndexOf('/');
        String above = slash <= 0 ? ROOT : path.substring(0, slash);
        NodeId parent = planted.get(above);
        if (parent == null || slash < 0) {
            throw entry.at("path").wrong("servicetree.setup.no-parent", above);
        }
        return facts(entry, parent, path.substring(slash + 1), environment);
    }

    private NodeFacts facts(SetupFile entry, @Nullable NodeId parent, String name, String environment) {
        try {
            return new NodeFacts(
                    parent,
                    name,
                    owner(entry),
                    Environment.of(environment),
                    Integer.parseInt(entry.text("tier", TIER_DEFAULT)),
                    Boolean.parseBoolean(entry.text("inherit-stop", "false")),
                    entry.at("customer").optionalText().orElse(null));
        } catch (NumberFormatException e) {
            throw entry.at("tier").wrong("servicetree.bad.tier");
        } catch (IllegalArgumentException e) {
            // The message of a wrong node is the key of its words.
            throw BadInput.in(entry.place(), String.valueOf(e.getMessage()));
        }
    }

    private PersonId owner(SetupFile entry) {
        String login = entry.text("owner");
        return people.byLogin(login)
                .map(Person::id)
                .orElseThrow(() -> entry.at("owner").wrong("servicetree.setup.no-owner", login));
    }

    private NodeId plant(SetupFile entry, Actor actor, NodeFacts facts) {
        try {
            return tree.plant(actor, facts);
        } catch (ActRefused e) {
            throw entry.refused(e.reason());
        }
    }
}
