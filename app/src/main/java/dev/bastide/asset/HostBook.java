package dev.bastide.asset;

import dev.bastide.asset.engine.HostText;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What pages and API ask of the inventory: hosts the reader may see, and typed texts turned into a host. */
@Component
class HostBook {
    /** A host as typed; {@code accounts} are separated by spaces or commas. */
    record Typed(String name, String address, int port, String node, String accounts, String customer) {}

    private static final int CUSTOMER_MAX = 200;

    private final Hosts hosts;
    private final HostRows rows;
    private final ServiceTree tree;
    private final People people;
    private final Authority may;

    HostBook(Hosts hosts, HostRows rows, ServiceTree tree, People people, Authority may) {
        this.hosts = hosts;
        this.rows = rows;
        this.tree = tree;
        this.people = people;
        this.may = may;
    }

    /** The host of this name, path or id, if this reader may see it. Throws {@link NoSuch}. */
    Host require(Actor actor, String name) {
        return hosts.byPath(name)
                .filter(host -> may.may(actor, Hosts.READ, host.node()).isPermitted())
                .orElseThrow(() -> new NoSuch("asset.host", name.length() > 80 ? name.substring(0, 80) : name));
    }

    HostRows.Row row(Host host) {
        return rows.find(host.id()).orElseThrow(() -> new NoSuch("asset.host", host.name()));
    }

    boolean mayEdit(Actor actor, NodeId node) {
        return may.may(actor, Hosts.EDIT, node).isPermitted();
    }

    String ownerOf(Host host) {
        return tree.snapshot()
                .node(host.node())
                .flatMap(node -> people.find(node.owner()))
                .map(Person::name)
                .orElse("");
    }

    ListResult<Host> list(ListQuery query, UUID[] nodes) {
        ListResult<HostId> found = rows.list(query, nodes);
        List<Host> shown =
                found.rows().stream().flatMap(id -> hosts.find(id).stream()).toList();
        return new ListResult<>(shown, found.next(), found.count());
    }

    /** Checks what was typed, field by field. Throws {@link BadInput}. */
    NewHost newHost(Typed typed, Host.Kind kind, Host.CredentialKind credential) {
        require(HostText.isName(typed.name()), "name", "asset.bad.name");
        require(HostText.isAddress(typed.address()), "address", "asset.bad.address");
        require(HostText.isPort(typed.port()), "port", "asset.bad.port");
        boolean plain = typed.customer().length() <= CUSTOMER_MAX
                && typed.customer().codePoints().noneMatch(Character::isISOControl);
        require(plain, "customer", "asset.bad.customer");
        ServiceNode node =
                tree.snapshot().byPath(typed.node()).orElseThrow(() -> BadInput.in("node", "asset.bad.node"));
        List<String> accounts = Arrays.stream(typed.accounts().split("[\\s,;]+", -1))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        require(
                !accounts.isEmpty() && accounts.stream().allMatch(HostText::isAccount),
                "accounts",
                "asset.bad.account");
        return new NewHost(
                node.id(),
                typed.name(),
                typed.address(),
                typed.port(),
                kind,
                accounts.stream()
                        .map(account -> new Host.Account(account, credential))
                        .toList(),
                typed.customer().isBlank() ? null : typed.customer().strip());
    }

    private static void require(boolean holds, String field, String key) {
        if (!holds) {
            throw BadInput.in(field, key);
        }
    }
}
