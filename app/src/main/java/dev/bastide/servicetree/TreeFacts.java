package dev.bastide.servicetree;

import dev.bastide.approval.HeadOf;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.NoSuch;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What a node's page says about it. */
@Component
class TreeFacts {
    private final ServiceTree tree;
    private final HeadOf heads;
    private final People people;

    TreeFacts(ServiceTree tree, HeadOf heads, People people) {
        this.tree = tree;
        this.heads = heads;
        this.people = people;
    }

    ServiceNode require(UUID id) {
        return tree.snapshot().node(new NodeId(id)).orElseThrow(() -> new NoSuch("servicetree.node", id.toString()));
    }

    List<Fact> of(ServiceNode node) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("servicetree.owner", owner(node)));
        facts.add(Fact.text(
                "servicetree.heads",
                heads.headsOf(node.id()).stream().map(this::name).sorted().collect(Collectors.joining(", "))));
        facts.add(new Fact("servicetree.environment", environment(node)));
        facts.add(new Fact("servicetree.tier", Cell.number(node.tier())));
        facts.add(new Fact("servicetree.customer", Cell.text(node.customer())));
        facts.add(new Fact(
                "servicetree.inherit-stop",
                Cell.said(node.inheritStop() ? "servicetree.inherit-stop.yes" : "servicetree.inherit-stop.no")));
        facts.add(new Fact(
                "servicetree.below",
                Cell.number(tree.snapshot().subtree(node.id()).size() - 1L)));
        facts.add(new Fact("servicetree.id", Cell.code(node.id().toString())));
        return facts;
    }

    Cell owner(ServiceNode node) {
        return Cell.link(ownerName(node), "/people/" + node.owner());
    }

    String ownerName(ServiceNode node) {
        return name(node.owner());
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    /** A plain word: an environment is a fact about a node, not a state that could hold or be violated. */
    static Cell environment(ServiceNode node) {
        return Cell.said("servicetree.environment." + node.environment().word());
    }
}
