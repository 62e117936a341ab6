package dev.bastide.asset;

import dev.bastide.authority.NodeId;

/** Where a node stands in the service tree, as a path such as {@code /shop/web}. */
interface NodePaths {
    String path(NodeId node);
}
