package dev.bastide.asset;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.servicetree.TreeSnapshot;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The nodes on which an actor may do something, so that a list shows only what its reader may see. */
@Component
public class Sight {
    private final ServiceTree tree;
    private final Authority may;

    Sight(ServiceTree tree, Authority may) {
        this.tree = tree;
        this.may = may;
    }

    /** The ids of those nodes, at or under the scope where one is chosen. */
    public UUID[] nodes(Actor actor, Action action, @Nullable NodeId scope) {
        TreeSnapshot snapshot = tree.snapshot();
        List<ServiceNode> looked = scope == null ? snapshot.all() : snapshot.subtree(scope);
        return looked.stream()
                .filter(node -> may.may(actor, action, node.id()).isPermitted())
                .map(node -> node.id().value())
                .toArray(UUID[]::new);
    }
}
