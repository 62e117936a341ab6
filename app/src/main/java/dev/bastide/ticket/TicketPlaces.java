package dev.bastide.ticket;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.servicetree.TreeSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Where tickets are, and who may do something there. */
@Component
class TicketPlaces {
    static final Action VIEW = new Action("ticket.view");
    static final Action WORK = new Action("ticket.work");

    private final ServiceTree tree;
    private final ObjectProvider<Authority> authority;

    TicketPlaces(ServiceTree tree, ObjectProvider<Authority> authority) {
        this.tree = tree;
        this.authority = authority;
    }

    String path(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    Optional<ServiceNode> byPath(String path) {
        return tree.snapshot().byPath(path.strip());
    }

    Decision may(Actor actor, Action action, NodeId node) {
        return authority.getObject().may(actor, action, node);
    }

    /** The nodes, at or under the scope where there is one, on which the actor may do this. */
    List<ServiceNode> nodes(Actor actor, Action action, @Nullable NodeId scope) {
        TreeSnapshot snapshot = tree.snapshot();
        List<ServiceNode> looked = scope == null ? snapshot.all() : snapshot.subtree(scope);
        return looked.stream()
                .filter(node -> may(actor, action, node.id()).isPermitted())
                .toList();
    }

    UUID[] ids(Actor actor, Action action, @Nullable NodeId scope) {
        return nodes(actor, action, scope).stream()
                .map(node -> node.id().value())
                .toArray(UUID[]::new);
    }
}
