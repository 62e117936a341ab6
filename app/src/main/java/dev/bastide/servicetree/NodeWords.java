package dev.bastide.servicetree;

import dev.bastide.approval.ApprovalSubject.Line;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the record and the list of founding say of a node: paths and people by name, so that a stranger can read it. */
@Component
class NodeWords {
    private final StoredNodes nodes;
    private final People people;
    private final Words words;

    NodeWords(StoredNodes nodes, People people, WordsFor languages) {
        this.nodes = nodes;
        this.people = people;
        this.words = languages.of(Locale.ENGLISH);
    }

    /** Of a node that stands already. */
    String planted(NodeId id, NodeFacts facts) {
        return "Planted " + nodes.path(id) + (facts.parent() == null ? " (" + facts.name() + ")" : "") + ": "
                + facts.environment().word() + ", tier " + facts.tier() + ", owner " + name(facts.owner())
                + (facts.customer() == null ? "" : ", customer " + facts.customer())
                + (facts.inheritStop() ? ", operating roles from above end here" : "");
    }

    /** Of a node that is still as it was. */
    String edited(NodeId id, NodeFacts present, NodeFacts wanted) {
        return "Edited " + nodes.path(id) + ": " + differences(present, wanted);
    }

    /** Of a node that is still as it was, once others have agreed. */
    String carriedOut(NodeId id, NodeFacts present, NodeFacts wanted) {
        return "Carried out on " + nodes.path(id) + ": " + differences(present, wanted);
    }

    private String differences(NodeFacts present, NodeFacts wanted) {
        List<Line> lines = TreeProposal.differences(present, wanted, this::path, this::name);
        return lines.isEmpty()
                ? "nothing changed"
                : lines.stream()
                        .map(line -> words.say(line.labelKey()) + " " + line.text())
                        .collect(Collectors.joining("; "));
    }

    private String path(@Nullable NodeId node) {
        return node == null ? "-" : nodes.path(node);
    }

    private String name(PersonId person) {
        return people.find(person)
                .map(found -> found.name() + " (" + found.login() + ")")
                .orElse("-");
    }
}
