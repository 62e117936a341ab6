package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Decision;
import dev.bastide.authority.Demand;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Nothing is released to a node on which something stands that nobody answers for, and nobody is granted a role on one
 * whose assets their owners did not attest. Source: seed 000 s2.1 (A39, A43).
 */
@Component
class OwnedDemand implements Demand {
    private final AssetRows rows;
    private final Attestations attestations;

    OwnedDemand(AssetRows rows, Attestations attestations) {
        this.rows = rows;
        this.attestations = attestations;
    }

    @Override
    public String name() {
        return "asset.demand.owned";
    }

    @Override
    public Decision ask(NodeId node, String act) {
        return switch (act) {
            case "release" -> release(node);
            case "grant" -> grant(node);
            default -> Decision.permitted(name());
        };
    }

    private Decision release(NodeId node) {
        return rows.on(new UUID[] {node.value()}).stream()
                .filter(row -> row.state() == Asset.State.UNCLAIMED || rows.isQuarantined(new AssetId(row.id())))
                .findFirst()
                .map(row ->
                        Decision.refused(Reason.of("asset.demand.unclaimed", "A39", "/assets/" + row.id(), row.name())))
                .orElseGet(() -> Decision.permitted(name()));
    }

    private Decision grant(NodeId node) {
        List<Attestations.Due> lapsed = attestations.lapsedOn(node);
        return lapsed.isEmpty()
                ? Decision.permitted(name())
                : Decision.refused(Reason.of(
                        "asset.demand.unattested",
                        "A43",
                        "/assets/" + lapsed.getFirst().asset().id(),
                        lapsed.getFirst().asset().path()));
    }
}
