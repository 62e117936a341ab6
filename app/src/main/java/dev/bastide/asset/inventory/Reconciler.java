package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Sighting;
import dev.bastide.asset.SurfaceChange;
import dev.bastide.asset.engine.SameAsset;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Compares what was seen with the book. What is in it is noted as seen; what shows that two are one merges them; what
 * nobody knows becomes an asset without an owner of its own, which rings. Source: seed 000 s2.1 (A40, A42).
 */
@Service
public class Reconciler {
    /** So long somebody has to say whose an unknown asset is. Source: seed 000 s2.1 (A40). */
    static final Duration DECIDE_WITHIN = Duration.ofHours(24);

    private static final int WEAK_FROM = AssetKey.Kind.WEAK_FROM;
    private static final String LOCK = "select pg_advisory_xact_lock(hashtext('asset.reconcile'))";
    private static final int TOLD_MAX = 40;

    private final AssetRows assets;
    private final KeyRows keys;
    private final MergeRows merges;
    private final RunRows runs;
    private final StoryRows stories;
    private final Landing landing;
    private final Unclaimed unclaimed;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Reconciler(
            AssetRows assets,
            KeyRows keys,
            MergeRows merges,
            RunRows runs,
            StoryRows stories,
            Landing landing,
            Unclaimed unclaimed,
            JdbcClient jdbc,
            AuditLog audit,
            Clock clock) {
        this.assets = assets;
        this.keys = keys;
        this.merges = merges;
        this.runs = runs;
        this.stories = stories;
        this.landing = landing;
        this.unclaimed = unclaimed;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** Begins a look; what it sees is reconciled under its id. */
    @Transactional
    public UUID begin(Actor actor, Discovery look) {
        return runs.begin(look, person(actor), now());
    }

    /** Reconciles a batch in the caller's transaction: all of it or nothing, and one record of what was decided. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Reconciled> take(Actor actor, UUID run, Discovery look, List<Sighting> batch) {
        // Two that see the same new thing at once would write it twice.
        jdbc.sql(LOCK).query(row -> {});
        List<Reconciled> done = new ArrayList<>();
        for (Sighting sighting : batch) {
            done.add(one(run, look, sighting));
        }
        unclaimed.tell(
                look,
                done.stream()
                        .filter(one -> one.outcome() == Reconciled.Outcome.UNCLAIMED && one.fresh())
                        .map(Reconciled::asset)
                        .distinct()
                        .toList());
        if (!done.isEmpty()) {
            record(actor, look, done);
        }
        return done;
    }

    /** The look is over. */
    @Transactional
    public void end(UUID run, boolean complete, Collection<Reconciled> decided) {
        long fresh = decided.stream()
                .filter(Reconciled::fresh)
                .map(Reconciled::asset)
                .distinct()
                .count();
        end(run, complete, Math.toIntExact(fresh));
    }

    /** The same, where only how many were never seen before was kept. */
    @Transactional
    public void end(UUID run, boolean complete, int fresh) {
        runs.end(run, complete, fresh, now());
    }

    /** Something that an asset shows has changed. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void changed(UUID run, SurfaceChange change) {
        runs.changed(run, change);
    }

    private Reconciled one(UUID run, Discovery look, Sighting sighting) {
        Landing.Place place = landing.of(sighting, look.site());
        Map<UUID, Set<AssetKey>> holders = keys.holders(sighting.keys(), place.site());
        Map<UUID, StoredAsset> known = assets.all(holders.keySet());
        known.values().removeIf(row -> !isSameSort(row, sighting));
        SameAsset.Verdict verdict =
                new SameAsset(WEAK_FROM, merges::keptApart).judge(seen(sighting.keys()), candidates(known, holders));
        Instant at = sighting.at().truncatedTo(ChronoUnit.MICROS);
        verdict.moved().forEach(other -> keys.moved(other, sighting.keys(), now()));
        Reconciled result = decide(verdict, sighting, look, place, known);
        keys.note(result.asset().value(), sighting.keys(), place.site(), look.source(), at);
        assets.seen(result.asset().value(), at);
        runs.hit(run, result, at);
        if (result.fresh()) {
            runs.surface(
                    result.asset().value(),
                    sighting.kind() == dev.bastide.asset.AssetKind.DOMAIN ? "subdomain_new" : "host_new",
                    sighting.name(),
                    run,
                    at);
        }
        return result;
    }

    private Reconciled decide(
            SameAsset.Verdict verdict,
            Sighting sighting,
            Discovery look,
            Landing.Place place,
            Map<UUID, StoredAsset> known) {
        @Nullable UUID found = verdict.asset();
        if (found == null) {
            StoredAsset fresh = fresh(sighting, look, place);
            assets.insert(fresh, null);
            String rule = "no asset has " + told(sighting.keys());
            stories.tell(fresh.id(), "found", look.source() + ": " + look.title() + "; " + rule, null, now());
            return new Reconciled(new AssetId(fresh.id()), Reconciled.Outcome.UNCLAIMED, true, rule);
        }
        String rule = "known by " + told(sighting.keys());
        for (UUID other : verdict.merged()) {
            merge(found, other, rule, null);
        }
        boolean isKnown = known.get(found) != null && known.get(found).state() == Asset.State.KNOWN;
        Reconciled.Outcome outcome = !verdict.merged().isEmpty()
                ? Reconciled.Outcome.MERGED
                : isKnown ? Reconciled.Outcome.KNOWN : Reconciled.Outcome.UNCLAIMED;
        return new Reconciled(new AssetId(found), outcome, false, rule);
    }

    /** Makes one asset of two; the loser's keys go over, and all of it can be taken back. */
    void merge(UUID survivor, UUID loser, String rule, @Nullable UUID by) {
        StoredAsset gone = assets.lock(new AssetId(loser));
        Instant at = now();
        UUID[] moved = keys.giveOver(loser, survivor, at);
        UUID merge = UUID.randomUUID();
        merges.add(new MergeRows.Merge(
                merge, survivor, loser, rule, moved, gone.state().word(), by, at, null, null));
        assets.retire(gone.mergedInto(survivor, gone.state()), by, "the same as " + survivor + ": " + rule, at);
        stories.tell(survivor, "merged", gone.name() + ": " + rule, by, at);
        stories.tell(loser, "merged-into", rule, by, at);
        if (gone.state() == Asset.State.UNCLAIMED) {
            unclaimed.decided(gone, "asset.unclaimed.merged");
        }
    }

    private StoredAsset fresh(Sighting sighting, Discovery look, Landing.Place place) {
        Instant now = now();
        Instant seen = sighting.at().truncatedTo(ChronoUnit.MICROS);
        return new StoredAsset(
                UUID.randomUUID(),
                sighting.kind(),
                freeName(place.node(), sighting),
                place.node(),
                place.owner(),
                Asset.State.UNCLAIMED,
                sighting.exposure(),
                place.customer(),
                place.site(),
                null,
                null,
                sighting.expiresAt() == null ? null : sighting.expiresAt().truncatedTo(ChronoUnit.MICROS),
                "",
                look.source(),
                now,
                seen.isBefore(now) ? seen : now,
                seen,
                now.plus(DECIDE_WITHIN),
                null,
                null);
    }

    private String freeName(UUID node, Sighting sighting) {
        if (!assets.taken(node, sighting.name())) {
            return sighting.name();
        }
        String key = sighting.keys().getFirst().value();
        String longer = cut(sighting.name(), 150) + " " + cut(key, 60);
        return assets.taken(node, longer) ? cut(longer, 215) + " " + UUID.randomUUID() : longer;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private List<SameAsset.Candidate> candidates(Map<UUID, StoredAsset> known, Map<UUID, Set<AssetKey>> holders) {
        if (known.isEmpty()) {
            return List.of();
        }
        Map<UUID, Set<AssetKey>> all = keys.of(known.keySet());
        Set<UUID> operated = keys.operated(known.keySet());
        return known.values().stream()
                .map(row -> new SameAsset.Candidate(
                        row.id(),
                        operated.contains(row.id()),
                        row.state() == Asset.State.KNOWN,
                        row.firstSeen(),
                        seen(all.getOrDefault(row.id(), Set.of())),
                        holders.getOrDefault(row.id(), Set.of()).stream()
                                .mapToInt(key -> key.kind().rank())
                                .min()
                                .orElse(WEAK_FROM)))
                .toList();
    }

    private static boolean isSameSort(StoredAsset row, Sighting sighting) {
        return row.kind() == sighting.kind()
                || (row.kind().isMachine() && sighting.kind().isMachine());
    }

    private static Set<SameAsset.Trait> seen(Collection<AssetKey> keys) {
        Set<SameAsset.Trait> all = new HashSet<>();
        keys.forEach(key -> all.add(new SameAsset.Trait(key.kind().rank(), key.value())));
        return all;
    }

    static String told(Collection<AssetKey> keys) {
        String all = keys.stream()
                .sorted(java.util.Comparator.comparing(AssetKey::kind).thenComparing(AssetKey::value))
                .limit(8)
                .map(key -> key.kind().word() + " " + key.value())
                .collect(Collectors.joining(", "));
        return cut(all, 400);
    }

    private void record(Actor actor, Discovery look, List<Reconciled> done) {
        Map<Reconciled.Outcome, Long> counts =
                done.stream().collect(Collectors.groupingBy(Reconciled::outcome, Collectors.counting()));
        String fresh = done.stream()
                .filter(Reconciled::fresh)
                .limit(TOLD_MAX)
                .map(one -> one.asset() + " (" + one.rule() + ")")
                .collect(Collectors.joining("; "));
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.HOST,
                        "asset.reconcile",
                        look.source() + " " + look.title() + ": "
                                + counts.getOrDefault(Reconciled.Outcome.KNOWN, 0L) + " known, "
                                + counts.getOrDefault(Reconciled.Outcome.MERGED, 0L) + " merged, "
                                + counts.getOrDefault(Reconciled.Outcome.UNCLAIMED, 0L) + " unclaimed"
                                + (fresh.isEmpty() ? "" : "; new: " + fresh),
                        Result.DONE)
                .object("discovery", look.source()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable UUID person(Actor actor) {
        return actor.person() == null ? null : actor.person().value();
    }
}
