package dev.bastide.asset.inventory;

import dev.bastide.asset.AssetKey;
import dev.bastide.asset.Sighting;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where something unknown belongs until somebody decides: on the node of the range in which it turned up, with whoever
 * answers for that range; without one with the head of the company.
 */
@Component
class Landing {
    private final SiteRows sites;
    private final ServiceTree tree;
    private final Heads heads;
    private final People people;

    Landing(SiteRows sites, ServiceTree tree, Heads heads, People people) {
        this.sites = sites;
        this.tree = tree;
        this.heads = heads;
        this.people = people;
    }

    /** Node, owner and site of something new. */
    record Place(
            UUID node,
            UUID owner,
            @Nullable UUID site,
            @Nullable String customer) {}

    Place of(Sighting sighting, @Nullable UUID lookedAt) {
        @Nullable UUID told = sighting.site() == null ? lookedAt : sighting.site();
        List<String> addresses = sighting.keys().stream()
                .filter(key -> key.kind() == AssetKey.Kind.ADDRESS)
                .map(AssetKey::value)
                .toList();
        Optional<SiteRows.Range> range = addresses.isEmpty() ? Optional.empty() : sites.holding(addresses, told);
        @Nullable UUID site = range.map(SiteRows.Range::site).orElse(told);
        Optional<SiteRows.Site> where = site == null ? Optional.empty() : sites.site(site);
        NodeId node = range.map(SiteRows.Range::node)
                .or(() -> where.map(SiteRows.Site::node))
                .filter(id -> tree.snapshot().node(id).isPresent())
                .orElseGet(this::root);
        PersonId owner = range.map(SiteRows.Range::owner)
                .filter(this::isHere)
                .or(() -> where.map(SiteRows.Site::owner).filter(this::isHere))
                .orElseGet(() -> headOf(node));
        @Nullable String customer = where.map(SiteRows.Site::customer).orElse(null);
        return new Place(
                node.value(), owner.value(), where.map(SiteRows.Site::id).orElse(null), customer);
    }

    /** Who answers for a node, if he is here; otherwise who stands in for him, or who is head above. */
    PersonId headOf(NodeId node) {
        PersonId owner = tree.snapshot()
                .node(node)
                .map(ServiceNode::owner)
                .orElseThrow(() -> new IllegalStateException("there is no node " + node));
        return isHere(owner)
                ? owner
                : heads.headsOf(node, Set.of()).stream().findFirst().orElse(owner);
    }

    boolean isHere(PersonId person) {
        return people.find(person)
                .filter(Person::active)
                .filter(one -> !one.machine())
                .isPresent();
    }

    private NodeId root() {
        return tree.snapshot()
                .root()
                .map(ServiceNode::id)
                .orElseThrow(() -> new IllegalStateException("there is no service tree yet"));
    }
}
