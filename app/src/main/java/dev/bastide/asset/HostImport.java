package dev.bastide.asset;

import dev.bastide.asset.engine.Inventory;
import dev.bastide.asset.engine.InventoryHost;
import dev.bastide.asset.engine.InventoryUnreadable;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Adds many hosts from one file, after a preview that says of each line what will become of it. Keys in the file are
 * proposals like any other: a second person confirms them.
 */
@Service
class HostImport {
    /** What will become of one host of the file. */
    record Row(InventoryHost host, @Nullable ServiceNode node, Fate fate, String faultKey) {}

    /** Added, already there, or at fault. */
    enum Fate {
        NEW,
        KNOWN,
        FAULTY
    }

    /** What the person chose for all hosts that the file says nothing about. */
    record Defaults(String node, String account, Host.CredentialKind credential) {}

    private final Hosts hosts;
    private final HostRows rows;
    private final HostPins pins;
    private final ServiceTree tree;
    private final Authority may;

    HostImport(Hosts hosts, HostRows rows, HostPins pins, ServiceTree tree, Authority may) {
        this.hosts = hosts;
        this.rows = rows;
        this.pins = pins;
        this.tree = tree;
        this.may = may;
    }

    /** What the file would do. Throws {@link BadInput} when it cannot be read at all. */
    List<Row> preview(Actor actor, String text, Defaults defaults) {
        List<InventoryHost> read;
        try {
            read = Inventory.parse(text);
        } catch (InventoryUnreadable e) {
            throw BadInput.in("text", String.valueOf(e.getMessage()), Integer.toString(e.line()), e.detail());
        }
        if (read.isEmpty()) {
            throw BadInput.in("text", "asset.import.bad.empty");
        }
        Set<String> names = new HashSet<>();
        Set<String> places = new HashSet<>();
        List<Row> preview = new ArrayList<>();
        for (InventoryHost host : read) {
            InventoryHost whole = whole(host, defaults);
            Row row = row(actor, whole, defaults.node());
            boolean freshName = names.add(whole.name());
            boolean freshPlace = places.add(whole.address() + " " + Inventory.port(whole));
            preview.add(
                    row.fate() == Fate.NEW && !(freshName && freshPlace)
                            ? new Row(whole, row.node(), Fate.FAULTY, "asset.import.twice")
                            : row);
        }
        return preview;
    }

    /** Adds every host that the preview calls new; all or none. Returns their number. */
    @Transactional
    public int apply(Actor actor, String text, Defaults defaults) {
        int added = 0;
        for (Row row : preview(actor, text, defaults)) {
            if (row.fate() != Fate.NEW || row.node() == null) {
                continue;
            }
            InventoryHost found = row.host();
            hosts.add(
                    actor,
                    new NewHost(
                            row.node().id(),
                            found.name(),
                            found.address(),
                            Inventory.port(found),
                            found.networkDevice() ? Host.Kind.NETWORK_DEVICE : Host.Kind.HOST,
                            found.accounts().stream()
                                    .map(account -> new Host.Account(account, defaults.credential()))
                                    .toList(),
                            found.customer().isEmpty() ? null : found.customer()));
            Host host = hosts.byName(found.name()).orElseThrow();
            if (found.hostKey() != null) {
                pins.propose(actor, host, found.hostKey(), HostPin.Source.PASTED);
            }
            added++;
        }
        return added;
    }

    private Row row(Actor actor, InventoryHost host, String defaultNode) {
        String wanted = host.node() == null ? defaultNode : host.node();
        Optional<ServiceNode> node = tree.snapshot().byPath(wanted);
        Optional<String> fault = Inventory.fault(host);
        if (fault.isPresent()) {
            return new Row(host, node.orElse(null), Fate.FAULTY, fault.get());
        }
        if (rows.taken(host.name())) {
            return new Row(host, node.orElse(null), Fate.KNOWN, "asset.import.known");
        }
        if (rows.nameAt(host.address(), Inventory.port(host)).isPresent()) {
            return new Row(host, node.orElse(null), Fate.FAULTY, "asset.bad.address-taken");
        }
        if (node.isEmpty()) {
            return new Row(host, null, Fate.FAULTY, "asset.bad.node");
        }
        if (!may.may(actor, Hosts.EDIT, node.get().id()).isPermitted()) {
            return new Row(host, node.get(), Fate.FAULTY, "asset.import.not-yours");
        }
        return new Row(host, node.get(), Fate.NEW, "");
    }

    private static InventoryHost whole(InventoryHost host, Defaults defaults) {
        if (!host.accounts().isEmpty() || defaults.account().isBlank()) {
            return host;
        }
        return new InventoryHost(
                host.line(),
                host.name(),
                host.address(),
                host.port(),
                host.node(),
                List.of(defaults.account()),
                host.customer(),
                host.networkDevice(),
                host.hostKey());
    }
}
