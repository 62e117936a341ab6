package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Sighting;
import dev.bastide.asset.engine.InventoryUnreadable;
import dev.bastide.asset.engine.seen.SeenFile;
import dev.bastide.asset.engine.seen.SeenThing;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes what a file says was seen, in one transaction. A dry run does exactly the same and takes it back, so that its
 * numbers are those of the real one. No file makes a second identity: each thing is compared with the book.
 */
@Service
class AssetImport {
    private final Assets assets;
    private final AssetBook book;
    private final KeyRows keys;
    private final ServiceTree tree;
    private final Authority may;
    private final Clock clock;
    private final TransactionTemplate transaction;

    AssetImport(
            Assets assets,
            AssetBook book,
            KeyRows keys,
            ServiceTree tree,
            Authority may,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.assets = assets;
        this.book = book;
        this.keys = keys;
        this.tree = tree;
        this.may = may;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What became of one thing of the file; {@code fate} is {@code added}, {@code known}, {@code merged}, {@code unclaimed},
     * {@code elsewhere} where he may not change what it would touch, or {@code no-key}. */
    record Fate(int place, String name, String fate, String asset, String rule) {}

    /** What the file did, or would do. */
    record Taken(String source, boolean complete, boolean dryRun, List<Fate> fates) {
        long count(String fate) {
            return fates.stream().filter(one -> one.fate().equals(fate)).count();
        }
    }

    /** Takes a file. Throws {@link BadInput} with the line where it cannot be read; then nothing of it is taken. */
    Taken take(Actor actor, String file, String text, @Nullable UUID site, boolean dryRun) {
        SeenFile seen;
        try {
            seen = SeenFile.read(text);
        } catch (InventoryUnreadable e) {
            throw BadInput.in("text", String.valueOf(e.getMessage()), Integer.toString(e.line()), e.detail());
        }
        List<Fate> fates = Objects.requireNonNull(transaction.execute(status -> {
            List<Fate> all = take(actor, new Discovery(seen.source(), file, site), seen);
            if (dryRun) {
                status.setRollbackOnly();
            }
            return all;
        }));
        return new Taken(seen.source(), seen.complete(), dryRun, fates);
    }

    private List<Fate> take(Actor actor, Discovery look, SeenFile file) {
        UUID run = assets.begin(actor, look);
        List<Fate> fates = new ArrayList<>();
        List<Sighting> sightings = new ArrayList<>();
        List<SeenThing> seen = new ArrayList<>();
        for (SeenThing thing : file.things()) {
            AssetKind kind = kind(thing);
            List<AssetKey> known = keys(thing, kind);
            if (known.isEmpty()) {
                fates.add(new Fate(thing.place(), thing.name(), "no-key", "", ""));
                continue;
            }
            if (isElsewhere(actor, known, look.site())) {
                fates.add(new Fate(thing.place(), thing.name(), "elsewhere", "", ""));
                continue;
            }
            Optional<AssetId> added = add(actor, thing, kind, known, look);
            if (added.isPresent()) {
                fates.add(new Fate(
                        thing.place(), thing.name(), "added", added.get().toString(), ""));
            } else {
                sightings.add(sighting(thing, kind, known, look.site()));
                seen.add(thing);
            }
        }
        List<Reconciled> done = assets.reconcile(actor, run, look, sightings);
        for (int i = 0; i < done.size(); i++) {
            Reconciled one = done.get(i);
            fates.add(new Fate(
                    seen.get(i).place(),
                    sightings.get(i).name(),
                    one.outcome().word(),
                    one.asset().toString(),
                    one.rule()));
        }
        assets.end(run, file.complete(), done);
        fates.sort(java.util.Comparator.comparingInt(Fate::place));
        return fates;
    }

    // A key in a file is a word of whoever brings it: it moves and merges only what he may change anyway.
    private boolean isElsewhere(Actor actor, List<AssetKey> known, @Nullable UUID site) {
        return keys.holders(known, site).keySet().stream()
                .flatMap(id -> assets.find(new AssetId(id)).stream())
                .anyMatch(asset -> !(may.may(actor, Assets.EDIT, asset.node()) instanceof Decision.Permitted));
    }

    // A file that names node and owner of something new says whose it is; whoever imports it must be allowed to.
    private Optional<AssetId> add(Actor actor, SeenThing thing, AssetKind kind, List<AssetKey> known, Discovery look) {
        if (thing.node().isEmpty() || thing.name().isEmpty() || kind == AssetKind.DATA_SET) {
            return Optional.empty();
        }
        if (keys.holder(known, look.site()).isPresent()) {
            return Optional.empty();
        }
        ServiceNode node =
                tree.snapshot().byPath(thing.node()).orElseThrow(() -> bad("asset.take.bad.node", thing, thing.node()));
        try {
            return Optional.of(assets.add(
                    actor,
                    new NewAsset(
                            kind,
                            name(thing, known),
                            node.id(),
                            thing.owner().isEmpty() ? node.owner() : book.owner(thing.owner()),
                            thing.outside() ? Asset.Exposure.PUBLIC : Asset.Exposure.INTERNAL,
                            null,
                            look.site(),
                            null,
                            null,
                            thing.expiresAt(),
                            "",
                            known),
                    look.source()));
        } catch (BadInput mistake) {
            throw bad("asset.take.bad.thing", thing, name(thing, known));
        }
    }

    private Sighting sighting(SeenThing thing, AssetKind kind, List<AssetKey> known, @Nullable UUID site) {
        Instant now = clock.instant();
        Instant at = thing.at() == null || thing.at().isAfter(now) ? now : thing.at();
        return new Sighting(
                kind,
                name(thing, known),
                known,
                site,
                thing.outside() ? Asset.Exposure.PUBLIC : Asset.Exposure.INTERNAL,
                thing.expiresAt(),
                at);
    }

    private static String name(SeenThing thing, List<AssetKey> known) {
        return NewAsset.isName(thing.name()) ? thing.name() : known.getLast().value();
    }

    private static AssetKind kind(SeenThing thing) {
        try {
            return AssetKind.of(thing.kind());
        } catch (IllegalArgumentException e) {
            throw bad("asset.take.bad.kind", thing, thing.kind());
        }
    }

    private static List<AssetKey> keys(SeenThing thing, AssetKind kind) {
        List<AssetKey> keys = new ArrayList<>();
        for (SeenThing.Named named : thing.keys()) {
            try {
                AssetKey.of(AssetKey.Kind.of(named.kind()), named.value()).ifPresent(keys::add);
            } catch (IllegalArgumentException e) {
                throw bad("asset.take.bad.key", thing, named.kind());
            }
        }
        if (!kind.isMachine() && kind != AssetKind.CERTIFICATE && !thing.name().isEmpty()) {
            AssetKey.named(kind, thing.name()).ifPresent(keys::add);
        }
        return keys;
    }

    private static BadInput bad(String key, SeenThing thing, String detail) {
        return BadInput.in("text", key, Integer.toString(thing.place()), detail);
    }
}
