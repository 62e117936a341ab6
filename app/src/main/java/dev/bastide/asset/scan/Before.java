package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.Ports;
import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one scan compares with: the surface as it was, what had been looked at, and which asset is at which address. What a
 * batch adds counts once its transaction is committed; one that failed is compared again as if it had not been.
 */
final class Before {
    /** What an earlier complete scan covered, and when it began. */
    record Look(Ranges targets, Ports ports, Instant at) {}

    private final ScanRun run;
    private final NodeId node;
    private final UUID look;
    private final Map<String, NodeId> nodes;
    private final List<Look> looked;
    private final Map<String, ScanHit> open;
    private final Map<String, AssetId> assets = new HashMap<>();
    private final Set<AssetId> fresh = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, ScanHit> newOpen = new HashMap<>();
    private final Map<String, AssetId> newAssets = new HashMap<>();
    private final Set<AssetId> newFresh = new HashSet<>();
    private final Set<String> newTold = new HashSet<>();

    Before(
            ScanRun run,
            NodeId node,
            UUID look,
            Map<String, ScanHit> open,
            Map<String, NodeId> nodes,
            List<Look> looked) {
        this.run = run;
        this.node = node;
        this.look = look;
        this.open = new HashMap<>(open);
        this.nodes = Map.copyOf(nodes);
        this.looked = List.copyOf(looked);
    }

    ScanRun run() {
        return run;
    }

    /** The look in the book of assets that this scan is. */
    UUID look() {
        return look;
    }

    /** The batch is committed: what it added counts. */
    void settle() {
        open.putAll(newOpen);
        assets.putAll(newAssets);
        fresh.addAll(newFresh);
        told.addAll(newTold);
        forget();
    }

    /** The batch failed: what it added is as if it had not been. */
    void forget() {
        newOpen.clear();
        newAssets.clear();
        newFresh.clear();
        newTold.clear();
    }

    /** When an earlier complete scan looked at this very port last; nothing where none did. */
    Optional<Instant> lookedAt(ScanHit hit) {
        Address address = Address.of(hit.address());
        return looked.stream()
                .filter(one -> one.targets().contains(address)
                        && (hit.protocol().equals("udp")
                                ? one.ports().udp(hit.port())
                                : one.ports().tcp(hit.port())))
                .map(Look::at)
                .findFirst();
    }

    @Nullable
    ScanHit was(ScanHit hit) {
        ScanHit here = newOpen.get(hit.key());
        return here == null ? open.get(hit.key()) : here;
    }

    void is(ScanHit hit) {
        newOpen.put(hit.key(), hit);
    }

    Collection<ScanHit> open() {
        return new ArrayList<>(open.values());
    }

    boolean isKnownHost(String address) {
        return nodes.containsKey(address)
                || open.values().stream().anyMatch(hit -> hit.address().equals(address))
                || newOpen.values().stream().anyMatch(hit -> hit.address().equals(address));
    }

    /** Whether this is the first word of that address. */
    boolean tells(String address) {
        return !told.contains(address) && newTold.add(address);
    }

    NodeId nodeOf(String address) {
        return nodes.getOrDefault(address, node);
    }

    @Nullable
    AssetId assetAt(String address) {
        AssetId here = newAssets.get(address);
        return here == null ? assets.get(address) : here;
    }

    void meets(String address, AssetId asset, boolean isFresh) {
        newAssets.put(address, asset);
        if (isFresh) {
            newFresh.add(asset);
        }
    }

    /** Whether the book had nothing at this address: it rings as an unclaimed asset. */
    boolean isFresh(String address) {
        AssetId asset = assetAt(address);
        return asset != null && (fresh.contains(asset) || newFresh.contains(asset));
    }

    int freshCount() {
        return fresh.size();
    }
}
