package dev.bastide.asset;

import dev.bastide.asset.inventory.AssetRows;
import dev.bastide.asset.inventory.KeyRows;
import dev.bastide.asset.inventory.StoredAsset;
import dev.bastide.asset.inventory.StoryRows;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every host is an asset of the same id. A machine that the book has already, without people working on it, becomes a
 * host under the id it has; one that nobody claimed becomes none.
 */
@Component
class HostAssets {
    private final AssetRows rows;
    private final KeyRows keys;
    private final StoryRows stories;
    private final ServiceTree tree;
    private final Heads heads;
    private final People people;

    HostAssets(AssetRows rows, KeyRows keys, StoryRows stories, ServiceTree tree, Heads heads, People people) {
        this.rows = rows;
        this.keys = keys;
        this.stories = stories;
        this.tree = tree;
        this.heads = heads;
        this.people = people;
    }

    /** The id for a host about to be written, whose asset then is there. Throws {@link BadInput}. */
    HostId admit(NewHost host, @Nullable PersonId by, Instant at) {
        Optional<StoredAsset> there = keys.unhostedAt(host.address()).flatMap(id -> rows.find(new AssetId(id)));
        if (there.isPresent()) {
            StoredAsset asset = there.get();
            if (asset.state() == Asset.State.UNCLAIMED) {
                throw BadInput.in("address", "asset.unclaimed-there", host.address(), asset.name());
            }
            if (asset.node().equals(host.node().value()) && !isTakenByOther(host, asset)) {
                stories.tell(asset.id(), "made-host", host.name(), by == null ? null : by.value(), at);
                return new HostId(asset.id());
            }
        }
        if (rows.taken(host.node().value(), host.name())) {
            throw BadInput.in("name", "asset.asset-taken", host.name());
        }
        HostId id = new HostId(UUID.randomUUID());
        rows.insert(asset(id, host, by, at.truncatedTo(ChronoUnit.MICROS)), by == null ? null : by.value());
        stories.tell(id.value(), "added", "host", by == null ? null : by.value(), at);
        return id;
    }

    private boolean isTakenByOther(NewHost host, StoredAsset asset) {
        return rows.byName(host.node(), host.name())
                .filter(other -> !other.id().equals(asset.id()))
                .isPresent();
    }

    private StoredAsset asset(HostId id, NewHost host, @Nullable PersonId by, Instant now) {
        return new StoredAsset(
                id.value(),
                host.kind() == Host.Kind.NETWORK_DEVICE ? AssetKind.NETWORK_DEVICE : AssetKind.HOST,
                host.name(),
                host.node().value(),
                owner(host).value(),
                Asset.State.KNOWN,
                Asset.Exposure.INTERNAL,
                host.customer(),
                null,
                null,
                null,
                null,
                "",
                "host",
                now,
                now,
                null,
                null,
                by == null ? null : by.value(),
                null);
    }

    // The head of its node answers for it until somebody else is named.
    private PersonId owner(NewHost host) {
        PersonId head = tree.snapshot()
                .node(host.node())
                .map(ServiceNode::owner)
                .orElseThrow(() -> BadInput.in("node", "asset.bad.node"));
        boolean here = people.find(head).filter(Person::active).isPresent();
        return here
                ? head
                : heads.headsOf(host.node(), Set.of()).stream().findFirst().orElse(head);
    }

    /** A host that is taken out of the inventory is no asset any more. */
    void retire(HostId host, @Nullable PersonId by, Instant at) {
        StoredAsset asset = rows.lock(AssetId.of(host));
        if (asset.state() != Asset.State.RETIRED) {
            rows.retire(asset, by == null ? null : by.value(), "retired as a host", at.truncatedTo(ChronoUnit.MICROS));
            stories.tell(asset.id(), "retired", "host", by == null ? null : by.value(), at);
        }
    }

    /** Whether nobody answers for it. */
    boolean isQuarantined(HostId host) {
        return rows.isQuarantined(AssetId.of(host));
    }
}
