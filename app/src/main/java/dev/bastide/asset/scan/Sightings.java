package dev.bastide.asset.scan;

import dev.bastide.asset.AssetKey;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Sighting;
import dev.bastide.asset.SurfaceChange;
import dev.bastide.authority.AssetId;
import dev.bastide.job.Jobs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Hands what a scan saw to the book of assets: what is at an address is known again or becomes an asset that nobody answers
 * for, which rings and is due to be claimed. Source: seed 000 s2.1 (A40).
 */
@Component
class Sightings {
    private final Assets assets;

    Sightings(Assets assets) {
        this.assets = assets;
    }

    /** Begins the look that a run is in the book of assets. */
    UUID begin(ScanRun run) {
        return assets.begin(Jobs.actor(RunKeeping.INTENT), look(run));
    }

    /** Says which asset is at each of these addresses, in the caller's transaction; each is asked once in a run. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void meet(Before before, Collection<String> addresses, Instant at) {
        List<String> asked = new ArrayList<>();
        List<Sighting> batch = new ArrayList<>();
        for (String address : addresses.stream().distinct().toList()) {
            if (before.assetAt(address) == null) {
                AssetKey.of(AssetKey.Kind.ADDRESS, address).ifPresent(key -> {
                    asked.add(address);
                    batch.add(Sighting.machine(address, List.of(key), at));
                });
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        List<Reconciled> done =
                assets.reconcile(Jobs.actor(RunKeeping.INTENT), before.look(), look(before.run()), batch);
        for (int i = 0; i < asked.size(); i++) {
            before.meets(asked.get(i), done.get(i).asset(), done.get(i).fresh());
        }
    }

    /** Tells the feed of the asset's surface. */
    void tell(Before before, SurfaceChange.Kind kind, ScanHit hit, Said said, Instant at) {
        AssetId asset = before.assetAt(hit.address());
        if (asset != null) {
            assets.changed(
                    before.look(),
                    new SurfaceChange(
                            asset,
                            kind,
                            hit.protocol(),
                            hit.port(),
                            said.was().isEmpty() ? null : said.was(),
                            said.now().isEmpty() ? null : said.now(),
                            said.approved(),
                            at));
        }
    }

    /** What is told of a change. */
    record Said(String was, String now, @Nullable Boolean approved) {}

    /** The look is over. */
    void end(Before before, boolean complete) {
        assets.end(before.look(), complete, before.freshCount());
    }

    private static Discovery look(ScanRun run) {
        return new Discovery("scan", run.name(), null);
    }
}
