package dev.bastide.change;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.Sight;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a form that asks for hosts offers: those this person may ask for, and the accounts on them. */
@Component
class Offers {
    private static final int SHOWN = 100;

    private final Hosts hosts;
    private final Sight sight;
    private final ServiceTree tree;

    Offers(Hosts hosts, Sight sight, ServiceTree tree) {
        this.tree = tree;
        this.hosts = hosts;
        this.sight = sight;
    }

    /**
     * Some of the hosts, and the accounts of those chosen, or else of all that are offered.
     *
     * @param more whether there are more hosts than these
     * @param production whether what is chosen, or else all that is offered, stands in production
     */
    record Offer(List<Host> hosts, List<String> accounts, boolean more, boolean production) {
        Offer {
            hosts = List.copyOf(hosts);
            accounts = List.copyOf(accounts);
        }

        /** The account, where there is no other to choose; empty otherwise. */
        String onlyAccount() {
            return accounts.size() == 1 ? accounts.getFirst() : "";
        }

        /** The accounts of a host in one line. */
        static String accountsOf(Host host) {
            return String.join(
                    ", ", host.accounts().stream().map(Host.Account::name).toList());
        }
    }

    /** A host off production on which this person may rehearse, if there is one. */
    Optional<Host> toRehearseOn(Actor actor) {
        UUID[] nodes = Stream.of(sight.nodes(actor, Drafting.REQUEST, null))
                .filter(node -> tree.snapshot()
                        .node(new NodeId(node))
                        .filter(found -> !found.production())
                        .isPresent())
                .toArray(UUID[]::new);
        return hosts.offered(nodes, "", SHOWN).stream()
                .filter(host -> host.pin() == Host.PinState.PINNED)
                .findFirst();
    }

    /**
     * The offer at or under the node that the reader looks at.
     *
     * @param typed the hosts typed so far, the first of them perhaps only in part
     */
    Offer of(Actor actor, Action action, @Nullable NodeId scope, List<String> typed) {
        UUID[] nodes = sight.nodes(actor, action, scope);
        Set<UUID> seen = Set.of(nodes);
        List<Host> found = hosts.offered(nodes, typed.isEmpty() ? "" : typed.getFirst(), SHOWN + 1);
        List<Host> chosen = typed.stream()
                .flatMap(text -> hosts.byPath(text).stream())
                .filter(host -> seen.contains(host.node().value()))
                .toList();
        List<Host> meant = chosen.isEmpty() ? found : chosen;
        List<String> accounts = meant.stream()
                .flatMap(host -> host.accounts().stream())
                .map(Host.Account::name)
                .distinct()
                .sorted()
                .toList();
        boolean production = chosen.isEmpty()
                ? !found.isEmpty() && found.stream().allMatch(this::isProduction)
                : chosen.stream().anyMatch(this::isProduction);
        return new Offer(found.stream().limit(SHOWN).toList(), accounts, found.size() > SHOWN, production);
    }

    private boolean isProduction(Host host) {
        return tree.snapshot().node(host.node()).map(ServiceNode::production).orElse(true);
    }
}
