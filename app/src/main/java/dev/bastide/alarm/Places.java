package dev.bastide.alarm;

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

/** Where alarms are, and who may do something there. What has no node is the whole house's. */
@Component
class Places {
    private final ServiceTree tree;
    private final ObjectProvider<Authority> authority;

    Places(ServiceTree tree, ObjectProvider<Authority> authority) {
        this.tree = tree;
        this.authority = authority;
    }

    String path(@Nullable NodeId node) {
        return node == null
                ? "/"
                : tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    /** The root, once there is a tree. */
    Optional<NodeId> root() {
        return tree.snapshot().all().stream()
                .filter(ServiceNode::isRoot)
                .map(ServiceNode::id)
                .findFirst();
    }

    Decision may(Actor actor, Action action, @Nullable NodeId node) {
        Authority may = authority.getObject();
        return node == null ? may.mayAnywhere(actor, action) : may.may(actor, action, node);
    }

    boolean mayAnywhere(Actor actor, Action action) {
        return authority.getObject().mayAnywhere(actor, action).isPermitted();
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
