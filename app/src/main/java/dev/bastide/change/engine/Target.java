package dev.bastide.change.engine;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;

/** One account on one host, named as it was when the operation was asked for. */
public record Target(HostId host, NodeId node, String path, String account) {}
