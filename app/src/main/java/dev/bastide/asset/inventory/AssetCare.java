package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.Assets;
import dev.bastide.asset.NewAsset;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people decide about an asset: claim or reject it, name its owner, take it out of use, part what was merged. Who
 * answers for the range in which something turned up decides about it; so does whoever edits assets there.
 */
@Service
class AssetCare {
    private static final int WHY_MAX = 2_000;

    private final Assets assets;
    private final AssetRows rows;
    private final KeyRows keys;
    private final MergeRows merges;
    private final RelationRows relations;
    private final StoryRows stories;
    private final Landing landing;
    private final Unclaimed unclaimed;
    private final Authority may;
    private final AuditLog audit;
    private final Clock clock;

    AssetCare(
            Assets assets,
            AssetRows rows,
            KeyRows keys,
            MergeRows merges,
            RelationRows relations,
            StoryRows stories,
            Landing landing,
            Unclaimed unclaimed,
            Authority may,
            AuditLog audit,
            Clock clock) {
        this.assets = assets;
        this.rows = rows;
        this.keys = keys;
        this.merges = merges;
        this.relations = relations;
        this.stories = stories;
        this.landing = landing;
        this.unclaimed = unclaimed;
        this.may = may;
        this.audit = audit;
        this.clock = clock;
    }

    /** What is said of an asset when it is claimed: its name, where it belongs, who answers for it. */
    record Claim(String name, NodeId node, PersonId owner) {}

    /** Makes an unclaimed asset one that somebody answers for. */
    @Transactional
    public void claim(Actor actor, AssetId id, Claim claim) {
        StoredAsset asset = lockUnclaimed(actor, id);
        if (!asset.node().equals(claim.node().value())) {
            may.may(actor, Assets.EDIT, claim.node()).orThrow();
        }
        requireName(claim.name());
        requireHere(claim.owner());
        UUID by = actor.requirePerson().value();
        Instant now = now();
        change(
                asset.claimed(
                        claim.name().strip(),
                        claim.node().value(),
                        claim.owner().value(),
                        by),
                now);
        unclaimed.decided(asset, "asset.unclaimed.claimed");
        say(
                actor,
                asset,
                "claimed",
                "owner " + claim.owner() + ", name " + claim.name().strip(),
                now);
    }

    /** Says that what was found is none of the company's, or gone again, with why. */
    @Transactional
    public void reject(Actor actor, AssetId id, String why) {
        StoredAsset asset = lockUnclaimed(actor, id);
        requireWhy(why);
        Instant now = now();
        rows.retire(asset, actor.requirePerson().value(), why.strip(), now);
        unclaimed.decided(asset, "asset.unclaimed.rejected");
        say(actor, asset, "rejected", why.strip(), now);
    }

    /** Describes an asset anew; its keys and state stay. */
    @Transactional
    public void describe(Actor actor, AssetId id, NewAsset wanted) {
        StoredAsset asset = rows.lock(id);
        may.may(actor, Assets.EDIT, new NodeId(asset.node())).orThrow();
        may.may(actor, Assets.EDIT, wanted.node()).orThrow();
        if (asset.state() != Asset.State.KNOWN) {
            throw new ActRefused(Reason.of("asset.refused.state", "A39", "/assets/" + id));
        }
        requireHere(wanted.owner());
        boolean isHost = !keys.operated(java.util.List.of(id.value())).isEmpty();
        if (isHost
                && !(asset.name().equals(wanted.name())
                        && asset.node().equals(wanted.node().value())
                        && asset.kind() == wanted.kind())) {
            throw BadInput.in("name", "asset.bad.host-stays");
        }
        Instant now = now();
        change(described(asset, wanted), now);
        say(
                actor,
                asset,
                "changed",
                "owner " + wanted.owner() + ", exposure " + wanted.exposure().word(),
                now);
    }

    private static StoredAsset described(StoredAsset asset, NewAsset wanted) {
        return new StoredAsset(
                asset.id(),
                wanted.kind(),
                wanted.name(),
                wanted.node().value(),
                wanted.owner().value(),
                asset.state(),
                wanted.exposure(),
                wanted.customer(),
                wanted.site(),
                wanted.sensitivity(),
                wanted.endOfLife(),
                wanted.expiresAt() == null ? null : wanted.expiresAt().truncatedTo(ChronoUnit.MICROS),
                wanted.note(),
                asset.source(),
                asset.addedAt(),
                asset.firstSeen(),
                asset.lastSeen(),
                asset.decideBy(),
                asset.claimedBy(),
                asset.mergedInto());
    }

    /** Takes an asset out of use, with why; a host is retired on its own page. */
    @Transactional
    public void retire(Actor actor, AssetId id, String why) {
        StoredAsset asset = rows.lock(id);
        may.may(actor, Assets.EDIT, new NodeId(asset.node())).orThrow();
        if (asset.state() != Asset.State.KNOWN) {
            throw new ActRefused(Reason.of("asset.refused.state", "A39", "/assets/" + id));
        }
        if (!keys.operated(java.util.List.of(id.value())).isEmpty()) {
            throw new ActRefused(Reason.of("asset.refused.is-host", "", "/hosts/" + asset.name()));
        }
        requireWhy(why);
        Instant now = now();
        rows.retire(asset, actor.requirePerson().value(), why.strip(), now);
        say(actor, asset, "retired", why.strip(), now);
    }

    /** Says how an asset hangs together with another, which the actor may see. */
    @Transactional
    public void relate(Actor actor, AssetId from, AssetId to, String kind) {
        StoredAsset asset = rows.lock(from);
        may.may(actor, Assets.EDIT, new NodeId(asset.node())).orThrow();
        StoredAsset other = rows.find(to).orElseThrow(() -> new NoSuch("asset.asset", to.toString()));
        if (!RelationRows.KINDS.contains(kind) || from.equals(to)) {
            throw BadInput.in("kind", "asset.bad.relation");
        }
        Instant now = now();
        relations.add(from.value(), to.value(), kind, actor.requirePerson().value(), now);
        say(actor, asset, "related", kind + " " + other.name(), now);
    }

    /** Parts what was merged: the loser lives again with the keys it had, and no machine merges the two again. */
    @Transactional
    public void part(Actor actor, UUID mergeId, String why) {
        MergeRows.Merge merge = merges.lock(mergeId).orElseThrow(() -> new NoSuch("asset.merge", mergeId.toString()));
        StoredAsset survivor = rows.lock(new AssetId(merge.survivor()));
        may.may(actor, Assets.EDIT, new NodeId(survivor.node())).orThrow();
        if (merge.undoneAt() != null) {
            throw new ActRefused(Reason.of("asset.refused.parted", "A42", "/assets/" + merge.survivor()));
        }
        requireWhy(why);
        StoredAsset loser = rows.lock(new AssetId(merge.loser()));
        Instant now = now();
        UUID by = actor.requirePerson().value();
        merges.undo(mergeId, by, why.strip(), now);
        keys.giveBack(merge.movedKeys(), merge.loser());
        StoredAsset again = loser.mergedInto(null, Asset.State.of(merge.loserState()))
                .ownedBy(
                        landing.isHere(new PersonId(loser.owner()))
                                ? loser.owner()
                                : landing.headOf(new NodeId(loser.node())).value());
        rows.revive(freed(again));
        stories.tell(merge.loser(), "parted", why.strip(), by, now);
        say(actor, survivor, "parted", loser.name() + ": " + why.strip(), now);
    }

    private StoredAsset freed(StoredAsset again) {
        if (rows.taken(again.node(), again.name())) {
            throw BadInput.in("name", "asset.asset-taken", again.name());
        }
        return again;
    }

    /** The owner, or whoever edits assets there. Refusals are recorded at the edge. */
    private StoredAsset lockUnclaimed(Actor actor, AssetId id) {
        StoredAsset asset = rows.lock(id);
        requireHis(actor, asset);
        if (asset.state() != Asset.State.UNCLAIMED) {
            throw new ActRefused(Reason.of("asset.refused.decided", "A40", "/assets/" + id));
        }
        return asset;
    }

    void requireHis(Actor actor, StoredAsset asset) {
        boolean his =
                actor.person() != null && asset.owner().equals(actor.person().value());
        if (!his) {
            may.may(actor, Assets.EDIT, new NodeId(asset.node())).orThrow();
        }
    }

    private void change(StoredAsset asset, Instant now) {
        try {
            rows.change(asset, now);
        } catch (DuplicateKeyException e) {
            throw BadInput.in("name", "asset.asset-taken", asset.name());
        }
    }

    private void requireHere(PersonId owner) {
        if (!landing.isHere(owner)) {
            throw BadInput.in("owner", "asset.bad.owner");
        }
    }

    private static void requireName(String name) {
        if (!NewAsset.isName(name)) {
            throw BadInput.in("name", "asset.bad.asset-name");
        }
    }

    static void requireWhy(String why) {
        if (why.isBlank() || why.length() > WHY_MAX) {
            throw BadInput.in("why", "asset.bad.why", Integer.toString(WHY_MAX));
        }
    }

    private void say(Actor actor, StoredAsset asset, String what, String detail, Instant now) {
        stories.tell(asset.id(), what, detail, actor.requirePerson().value(), now);
        String path = assets.asset(asset).path();
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.HOST,
                        "asset." + (what.equals("changed") ? "edit" : what),
                        "Asset " + path + " " + what + ": " + detail,
                        Result.DONE)
                .object("asset", asset.id()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
