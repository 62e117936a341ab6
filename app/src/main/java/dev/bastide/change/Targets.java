package dev.bastide.change;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Target;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.servicetree.TreeSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Turns typed host names into the hosts meant, and says where in the tree they stand. */
@Component
class Targets {
    private static final int HOSTS_MAX = 500;

    private final Hosts hosts;
    private final ServiceTree tree;

    Targets(Hosts hosts, ServiceTree tree) {
        this.hosts = hosts;
        this.tree = tree;
    }

    /** The hosts meant, each once, with the account on every one and a key that two people pinned. */
    List<Host> hosts(List<String> typed, String account) {
        List<Host> found = new ArrayList<>();
        for (String text : typed) {
            Host host =
                    hosts.byPath(text.strip()).orElseThrow(() -> BadInput.in("host", "change.bad.host", shown(text)));
            if (found.stream().noneMatch(other -> other.id().equals(host.id()))) {
                found.add(host);
            }
        }
        if (found.isEmpty()) {
            throw BadInput.in("host", "change.bad.no-host");
        }
        if (found.size() > HOSTS_MAX) {
            throw BadInput.in("host", "change.bad.many-hosts", Integer.toString(HOSTS_MAX));
        }
        found.forEach(host -> requireReady(host, account));
        return List.copyOf(found);
    }

    List<Target> targets(List<Host> found, String account) {
        return found.stream()
                .map(host -> new Target(host.id(), host.node(), host.path(), account))
                .toList();
    }

    List<UUID> networkDevices(List<Host> found) {
        return found.stream()
                .filter(Host::isNetworkDevice)
                .map(host -> host.id().value())
                .toList();
    }

    /** The lowest node that covers every host: its head must agree. */
    NodeId covering(List<Host> found) {
        TreeSnapshot snapshot = tree.snapshot();
        List<ServiceNode> way = snapshot.path(found.getFirst().node());
        for (ServiceNode node : way.reversed()) {
            if (found.stream().allMatch(host -> snapshot.isAncestorOrSelf(node.id(), host.node()))) {
                return node.id();
            }
        }
        throw BadInput.in("host", "change.bad.host", found.getFirst().path());
    }

    /** Whether one of the hosts stands in production. */
    boolean isProduction(List<Host> found) {
        return found.stream()
                .anyMatch(host -> tree.snapshot()
                        .node(host.node())
                        .map(ServiceNode::production)
                        .orElse(true));
    }

    /** The nodes the operation may be felt on: those named, or else those of the hosts. */
    List<NodeId> impact(List<String> paths, List<Host> found) {
        if (paths.isEmpty()) {
            return found.stream().map(Host::node).distinct().toList();
        }
        return paths.stream()
                .map(path -> tree.snapshot()
                        .byPath(path)
                        .orElseThrow(() -> BadInput.in("impact_nodes", "change.bad.node", shown(path)))
                        .id())
                .distinct()
                .toList();
    }

    String pathOf(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse("?");
    }

    private static void requireReady(Host host, String account) {
        if (host.account(account).isEmpty()) {
            throw BadInput.in("account", "asset.no-such-account", shown(account), host.path());
        }
        if (host.pin() != Host.PinState.PINNED) {
            throw new ActRefused(Reason.of("change.refused.unpinned", "A108", "/hosts/" + host.name(), host.path()));
        }
    }

    /** A typed text as it may be shown again: short and without control characters. */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "…" : plain;
    }
}
