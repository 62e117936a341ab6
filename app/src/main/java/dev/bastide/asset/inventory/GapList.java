package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetFact;
import dev.bastide.authority.AssetId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The facts that each asset should have: approved, seen, measured, backed up, behind the bastion, and what else a room
 * offers. What no room answers is unknown, never no. Source: seed 000 s3.3 (A92).
 */
@Component
class GapList {
    /** The five that each asset is asked for, whether a room answers or not. */
    static final List<String> FIVE = List.of("approved", "seen", "measured", "backed-up", "behind-bastion");

    private final ObjectProvider<AssetFact> facts;

    GapList(ObjectProvider<AssetFact> facts) {
        this.facts = facts;
    }

    /** How one fact stands with an asset. */
    record Gap(String fact, AssetFact.Standing standing) {
        boolean isGap() {
            return standing.holds() == AssetFact.Holds.NO;
        }
    }

    List<Gap> of(Asset asset) {
        return of(List.of(asset)).getOrDefault(asset.id(), List.of());
    }

    /** How the facts stand with each of these; each room is asked once. */
    Map<AssetId, List<Gap>> of(Collection<Asset> assets) {
        Set<AssetId> ids = assets.stream().map(Asset::id).collect(Collectors.toSet());
        Map<String, AssetFact> offered = new LinkedHashMap<>();
        FIVE.forEach(name -> offered.put(name, new Nobody(name)));
        facts.orderedStream().forEach(fact -> offered.put(fact.name(), fact));
        Map<String, Map<AssetId, AssetFact.Standing>> answers = new LinkedHashMap<>();
        offered.forEach((name, fact) -> answers.put(name, answer(fact, ids)));
        Map<AssetId, List<Gap>> all = new LinkedHashMap<>();
        for (Asset asset : assets) {
            List<Gap> his = new ArrayList<>();
            offered.forEach((name, fact) -> {
                if (fact.concerns(asset.kind())) {
                    his.add(new Gap(
                            name,
                            answers.getOrDefault(name, Map.of()).getOrDefault(asset.id(), AssetFact.Standing.UNKNOWN)));
                }
            });
            all.put(asset.id(), his);
        }
        return all;
    }

    // A room that fails to answer does not know.
    private static Map<AssetId, AssetFact.Standing> answer(AssetFact fact, Set<AssetId> ids) {
        try {
            return fact.of(ids);
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(GapList.class)
                    .warn("The fact {} is unknown: its room failed", fact.name(), e);
            return Map.of();
        }
    }

    /** A fact that no room gives yet. */
    private record Nobody(String name) implements AssetFact {
        @Override
        public boolean concerns(dev.bastide.asset.AssetKind kind) {
            return kind != dev.bastide.asset.AssetKind.CERTIFICATE && kind != dev.bastide.asset.AssetKind.DOMAIN;
        }

        @Override
        public Map<AssetId, Standing> of(Set<AssetId> assets) {
            return Map.of();
        }
    }
}
