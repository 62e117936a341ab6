package dev.bastide.asset;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.HostId;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    /**
     * For each key the other hosts with it or at the same place, those on production first. Only of keys that may be
     * connected to or come to be: what was refused or ended makes nothing the same machine. Asked for all at once.
     */
    Map<UUID, List<Twin>> twins(Actor reader, List<HostPin> pins) {
        List<HostPin> living = pins.stream().filter(HostPin::isLiving).toList();
        if (living.isEmpty()) {
            return Map.of();
        }
        Map<HostId, Optional<Host>> known = new HashMap<>();
        Map<UUID, List<Twin>> twins = new HashMap<>();
        rows.sameMachine(living)
                .forEach((pin, others) -> twins.put(
                        pin,
                        others.stream()
                                .flatMap(id -> known.computeIfAbsent(id, hosts::find).stream())
                                .map(other -> twin(reader, other))
                                .sorted(Comparator.comparing(Twin::environment).thenComparing(Twin::path))
                                .toList()));
        return twins;
    }

    private Twin twin(Actor reader, Host other) {
        boolean seen = may.may(reader, Hosts.READ, other.node()).isPermitted();
        return new Twin(seen ? other.path() : "", environment(other));
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
