package dev.bastide.asset;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Finds the other hosts that are the same machine: a host key is pinned on them already, or they have the same address
 * and port. One machine may serve several hosts of the inventory, but whoever pins is told: registered again as a test
 * host, a production machine would need no permit.
 */
@Component
class SameMachine {
    private final PinRows rows;
    private final Hosts hosts;
    private final ServiceTree tree;
    private final Authority may;

    SameMachine(PinRows rows, Hosts hosts, ServiceTree tree, Authority may) {
        this.rows = rows;
        this.hosts = hosts;
        this.tree = tree;
        this.may = may;
    }

    /**
     * Another host that is the same machine.
     *
     * @param path its path, empty where the reader may not see it
     * @param environment where it stands
     */
    record Twin(String path, Environment environment) {
        boolean production() {
            return environment == Environment.PRODUCTION;
        }

        /** Path and environment; of a host he may not see the reader learns the environment. */
        String told() {
            return (path.isEmpty() ? "…" : path) + " (" + environment.word() + ")";
        }
    }

    /** The other hosts with this key or at the same place, those on production first. */
    List<Twin> twins(Actor reader, Host host, String fingerprint) {
        return others(host, fingerprint).stream()
                .map(other -> new Twin(
                        may.may(reader, Hosts.READ, other.node()).isPermitted() ? other.path() : "",
                        environment(other)))
                .sorted(Comparator.comparing(Twin::environment).thenComparing(Twin::path))
                .toList();
    }

    /** For the record, which tells every path; empty where there is none. */
    String told(Host host, String fingerprint) {
        List<Host> others = others(host, fingerprint);
        return others.isEmpty()
                ? ""
                : "; the same machine as "
                        + others.stream()
                                .map(other -> new Twin(other.path(), environment(other)).told())
                                .collect(Collectors.joining(", "));
    }

    /** Where it stands; unknown counts as the strictest. */
    Environment environment(Host host) {
        return tree.snapshot().node(host.node()).map(ServiceNode::environment).orElse(Environment.PRODUCTION);
    }

    private List<Host> others(Host host, String fingerprint) {
        return rows.sameMachine(host.id(), fingerprint).stream()
                .flatMap(id -> hosts.find(id).stream())
                .toList();
    }
}
