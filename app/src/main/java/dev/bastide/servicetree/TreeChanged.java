package dev.bastide.servicetree;

import dev.bastide.authority.NodeId;
import java.util.Objects;

/** A node was planted, edited or moved; who reaches what may have changed with it. */
public record TreeChanged(NodeId node) {
    public TreeChanged {
        Objects.requireNonNull(node);
    }
}
