package dev.bastide.servicetree;

import dev.bastide.approval.ApprovalSubject.Line;
import dev.bastide.approval.ContentHash;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A change of a node that waits for approval. */
record TreeProposal(
        UUID id, NodeId node, NodeFacts wanted, String reason, PersonId requester, String state, Instant askedAt) {

    static final String KIND = "servicetree.change";

    boolean isOpen() {
        return state.equals("asked");
    }

    /** What is approved: the node as it is and as it is to be. An edit in between changes the hash and voids it. */
    String contentHash(NodeFacts present) {
        List<String> fields = new ArrayList<>(List.of(KIND, id.toString(), node.toString(), reason));
        fields.addAll(fields(present));
        fields.addAll(fields(wanted));
        return ContentHash.of(fields);
    }

    /** The differences and the reason, one line each, in words of the page. */
    List<Line> lines(NodeFacts present, Function<@Nullable NodeId, String> pathOf, Function<PersonId, String> nameOf) {
        List<Line> lines = new ArrayList<>(differences(present, wanted, pathOf, nameOf));
        lines.add(new Line("servicetree.reason", reason));
        return lines;
    }

    /** What an edit changes, one line each, in words of the page. */
    static List<Line> differences(
            NodeFacts present,
            NodeFacts wanted,
            Function<@Nullable NodeId, String> pathOf,
            Function<PersonId, String> nameOf) {
        List<Line> lines = new ArrayList<>();
        add(lines, "servicetree.parent", pathOf.apply(present.parent()), pathOf.apply(wanted.parent()));
        add(lines, "servicetree.name", present.name(), wanted.name());
        add(lines, "servicetree.owner", nameOf.apply(present.owner()), nameOf.apply(wanted.owner()));
        add(
                lines,
                "servicetree.environment",
                present.environment().word(),
                wanted.environment().word());
        add(lines, "servicetree.tier", Integer.toString(present.tier()), Integer.toString(wanted.tier()));
        add(
                lines,
                "servicetree.inherit-stop",
                Boolean.toString(present.inheritStop()),
                Boolean.toString(wanted.inheritStop()));
        add(lines, "servicetree.customer", text(present.customer()), text(wanted.customer()));
        return lines;
    }

    private static void add(List<Line> lines, String key, String from, String to) {
        if (!from.equals(to)) {
            lines.add(new Line(key, from + " → " + to));
        }
    }

    private static List<String> fields(NodeFacts facts) {
        return List.of(
                String.valueOf(facts.parent()),
                facts.name(),
                facts.owner().toString(),
                facts.environment().word(),
                Integer.toString(facts.tier()),
                Boolean.toString(facts.inheritStop()),
                text(facts.customer()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "-" : value;
    }
}
