package dev.bastide.access;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import java.util.Objects;

/**
 * One account on one host that a permit opens.
 *
 * @param node the node the host belongs to
 */
public record PermitTarget(HostId host, NodeId node, String account) {
    public PermitTarget {
        Objects.requireNonNull(host);
        Objects.requireNonNull(node);
        if (account.isBlank()) {
            throw new IllegalArgumentException("a permit names the account it opens");
        }
    }
}
