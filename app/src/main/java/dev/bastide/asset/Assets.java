package dev.bastide.asset;

import dev.bastide.asset.inventory.AssetRows;
import dev.bastide.asset.inventory.KeyRows;
import dev.bastide.asset.inventory.Reconciler;
import dev.bastide.asset.inventory.StoredAsset;
import dev.bastide.asset.inventory.StoryRows;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Founding;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Everything the company runs, each under one id that scans, findings, tickets, monitors and backups refer to. Whatever
 * sees something asks here what it is, and makes no identity of its own. Source: seed 000 s2.1 (A39, A40, A42).
 */
@Service
public class Assets {
    /** Seeing assets. */
    public static final Action READ = new Action("asset.read");

    /** Adding, changing, importing and retiring assets. */
    public static final Action EDIT = new Action("asset.edit");

    private final AssetRows rows;
    private final KeyRows keys;
    private final StoryRows stories;
    private final Reconciler reconciler;
    private final ServiceTree tree;
    private final People people;
    private final Authority may;
    private final Founding founding;
    private final AuditLog audit;
    private final Clock clock;

    Assets(
            AssetRows rows,
            KeyRows keys,
            StoryRows stories,
            Reconciler reconciler,
            ServiceTree tree,
            People people,
            Authority may,
            Founding founding,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.keys = keys;
        this.stories = stories;
        this.reconciler = reconciler;
        this.tree = tree;
        this.people = people;
        this.may = may;
        this.founding = founding;
        this.audit = audit;
        this.clock = clock;
    }

    /** The asset of this id, retired or not; one that was merged is the one it became. */
    public Optional<Asset> find(AssetId id) {
        Optional<StoredAsset> found = rows.find(id);
        for (int step = 0; step < 10 && found.isPresent(); step++) {
            @Nullable UUID next = found.get().mergedInto();
            if (next == null) {
                break;
            }
            found = rows.find(new AssetId(next));
        }
        return found.map(this::asset);
    }

    /** The asset as it stands under this very id, even where it was merged into another. */
    public Optional<Asset> exactly(AssetId id) {
        return rows.find(id).map(this::asset);
    }

    /** The living asset of this name on a node. */
    public Optional<Asset> byName(NodeId node, String name) {
        return rows.byName(node, name).map(this::asset);
    }

    /** The living asset of this id or path, such as {@code /shop/web/web-01}. */
    public Optional<Asset> named(String idOrPath) {
        try {
            return find(AssetId.of(idOrPath));
        } catch (IllegalArgumentException e) {
            int slash = idOrPath.lastIndexOf('/');
            return slash < 0
                    ? Optional.empty()
                    : tree.snapshot()
                            .byPath(slash == 0 ? "/" : idOrPath.substring(0, slash))
                            .flatMap(node -> byName(node.id(), idOrPath.substring(slash + 1)));
        }
    }

    /** The living assets of exactly this node. */
    public List<Asset> on(NodeId node) {
        return rows.on(new UUID[] {node.value()}).stream().map(this::asset).toList();
    }

    /** The living assets of a node and all that lies below it. */
    public List<Asset> under(NodeId node) {
        UUID[] nodes = tree.snapshot().subtree(node).stream()
                .map(below -> below.id().value())
                .toArray(UUID[]::new);
        return rows.on(nodes).stream().map(this::asset).toList();
    }

    /**
     * Which living asset at a node or below it each of these names or addresses means; what means none, or more than one, is
     * left out.
     */
    public Map<String, Asset> meant(NodeId node, Collection<String> told) {
        Map<String, Set<Asset>> found = new HashMap<>();
        Map<AssetKey, Set<String>> addresses = new HashMap<>();
        told.forEach(word -> AssetKey.of(AssetKey.Kind.ADDRESS, word)
                .ifPresent(key ->
                        addresses.computeIfAbsent(key, _ -> new HashSet<>()).add(word)));
        Map<UUID, Set<AssetKey>> held = addresses.isEmpty() ? Map.of() : keys.holders(addresses.keySet(), null);
        for (Asset asset : under(node)) {
            String name = asset.name().toLowerCase(Locale.ROOT);
            told.stream()
                    .filter(word -> word.toLowerCase(Locale.ROOT).equals(name))
                    .forEach(word ->
                            found.computeIfAbsent(word, _ -> new HashSet<>()).add(asset));
            held.getOrDefault(asset.id().value(), Set.of())
                    .forEach(key -> addresses
                            .getOrDefault(key, Set.of())
                            .forEach(word -> found.computeIfAbsent(word, _ -> new HashSet<>())
                                    .add(asset)));
        }
        Map<String, Asset> meant = new HashMap<>();
        found.forEach((word, assets) -> {
            if (assets.size() == 1) {
                meant.put(word, assets.iterator().next());
            }
        });
        return meant;
    }

    /** Every living asset. */
    public List<Asset> living() {
        return rows.living().stream().map(this::asset).toList();
    }

    /** Who can reach it; what nobody knows counts as seen by anybody. */
    public Asset.Exposure exposure(AssetId id) {
        return find(id).map(Asset::exposure).orElse(Asset.Exposure.PUBLIC);
    }

    /** How important it is, by its node: 1 is the most; what nobody knows counts as 1. */
    public int tier(AssetId id) {
        return find(id).flatMap(asset -> tree.snapshot().node(asset.node()))
                .map(ServiceNode::tier)
                .orElse(1);
    }

    /** Whether nobody answers for it: no grant, no operation and no release concerns it until somebody does. */
    public boolean isQuarantined(AssetId id) {
        return rows.isQuarantined(id);
    }

    /**
     * Adds an asset that this actor answers for having named. Throws {@link BadInput} where its node has one of that name
     * or another has one of its keys, and {@link ActRefused} where he may not.
     */
    @Transactional
    public AssetId add(Actor actor, NewAsset asset) {
        return add(actor, asset, "person");
    }

    /** The same, saying where it came from. */
    @Transactional
    public AssetId add(Actor actor, NewAsset asset, String source) {
        may.may(actor, EDIT, asset.node()).orThrow();
        requireOwner(asset.owner());
        if (rows.taken(asset.node().value(), asset.name())) {
            throw BadInput.in("name", "asset.asset-taken", asset.name());
        }
        AssetId id = new AssetId(UUID.randomUUID());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        @Nullable UUID by = actor.person() == null ? null : actor.person().value();
        StoredAsset stored = fresh(id, asset, source, now, by);
        List<AssetKey> known = new ArrayList<>(asset.keys());
        if (!asset.kind().isMachine() && asset.kind() != AssetKind.CERTIFICATE) {
            AssetKey.named(asset.kind(), asset.name()).ifPresent(known::add);
        }
        requireOwnKeys(known, asset);
        try {
            rows.insert(stored, by);
        } catch (DuplicateKeyException e) {
            throw BadInput.in("name", "asset.asset-taken", asset.name());
        }
        keys.note(id.value(), known, asset.site(), source, now);
        stories.tell(id.value(), "added", source, by, now);
        String what = asset.kind().word() + " " + asset.name() + " added under " + path(asset.node());
        if (Hosts.isFounding(founding, actor)) {
            founding.note(actor, what);
        }
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, "asset.edit", founding.mark() + what, Result.DONE)
                .object("asset", id));
        return id;
    }

    private void requireOwnKeys(List<AssetKey> known, NewAsset asset) {
        List<AssetKey> strong =
                known.stream().filter(key -> key.kind().isStrong()).toList();
        keys.holder(strong, asset.site()).ifPresent(other -> {
            String name = rows.find(new AssetId(other)).map(StoredAsset::name).orElse("?");
            throw BadInput.in("keys", "asset.key-taken", name);
        });
    }

    private static StoredAsset fresh(AssetId id, NewAsset asset, String source, Instant now, @Nullable UUID by) {
        return new StoredAsset(
                id.value(),
                asset.kind(),
                asset.name(),
                asset.node().value(),
                asset.owner().value(),
                Asset.State.KNOWN,
                asset.exposure(),
                asset.customer(),
                asset.site(),
                asset.sensitivity(),
                asset.endOfLife(),
                asset.expiresAt() == null ? null : asset.expiresAt().truncatedTo(ChronoUnit.MICROS),
                asset.note(),
                source,
                now,
                now,
                null,
                null,
                by,
                null);
    }

    /** Begins a look at what is there; what it sees is reconciled under its id, and {@link #end} closes it. */
    public UUID begin(Actor actor, Discovery look) {
        return reconciler.begin(actor, look);
    }

    /**
     * Compares a batch of sightings with the book in one transaction; the caller has asked whether he may look there. What
     * nobody knows becomes an unclaimed asset, rings and is due to be decided.
     */
    @Transactional
    public List<Reconciled> reconcile(Actor actor, UUID run, Discovery look, List<Sighting> batch) {
        return reconciler.take(actor, run, look, batch);
    }

    /** Reconciles one sighting that belongs to no longer look. */
    @Transactional
    public Reconciled reconcile(Actor actor, Discovery look, Sighting sighting) {
        UUID run = reconciler.begin(actor, look);
        List<Reconciled> done = reconciler.take(actor, run, look, List.of(sighting));
        reconciler.end(run, false, done);
        return done.getFirst();
    }

    /** The look is over; only a complete one counts for the coverage of its site. */
    public void end(UUID run, boolean complete, List<Reconciled> decided) {
        reconciler.end(run, complete, decided);
    }

    /** The same, where only how many were never seen before was kept. */
    public void end(UUID run, boolean complete, int fresh) {
        reconciler.end(run, complete, fresh);
    }

    /** Tells the feed of what assets show to the net, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void changed(UUID run, SurfaceChange change) {
        reconciler.changed(run, change);
    }

    /** Throws {@link BadInput} unless this is a person who is here. */
    void requireOwner(PersonId owner) {
        boolean here = people.find(owner)
                .filter(Person::active)
                .filter(person -> !person.machine())
                .isPresent();
        if (!here) {
            throw BadInput.in("owner", "asset.bad.owner");
        }
    }

    private String path(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse("/");
    }

    /** A row as others may see it. */
    public Asset asset(StoredAsset row) {
        NodeId node = new NodeId(row.node());
        String path = path(node);
        return new Asset(
                new AssetId(row.id()),
                row.kind(),
                row.name(),
                node,
                path.endsWith("/") ? path + row.name() : path + "/" + row.name(),
                new PersonId(row.owner()),
                row.state(),
                row.exposure(),
                row.customer(),
                row.site(),
                row.sensitivity(),
                row.endOfLife(),
                row.expiresAt(),
                row.note(),
                row.source(),
                row.addedAt(),
                row.firstSeen(),
                row.lastSeen(),
                row.decideBy(),
                row.mergedInto() == null ? null : new AssetId(row.mergedInto()));
    }
}
