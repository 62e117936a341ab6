package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Asset;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Demand;
import dev.bastide.authority.NodeId;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Owners attest their assets each quarter; what nobody attested loses new grants. */
@BastideTest
class DutyA43Test extends Estate {
    @Autowired
    private Attestations attestations;

    @Autowired
    private OwnedDemand demand;

    @Test
    void holdsThatAnOwnerAttestsHisAssetsOnOnePage() {
        Someone owner = people.with("operator", "viewer");
        AssetId asset = known(owner);
        clock.advance(Duration.ofDays(95));
        assertThat(attestations.of(owner.id()).getFirst().by()).isBefore(clock.instant());

        Browser browser = owner.again(port);
        assertThat(browser.get("/assets/mine").body()).contains("/assets/" + asset, "Overdue");
        assertThat(browser.post("/assets/mine", "row", asset.toString()).status())
                .isIn(302, 303);

        assertThat(attestations.of(owner.id()).getFirst().by())
                .isAfter(clock.instant().plus(Duration.ofDays(90)));
    }

    @Test
    void bitesNewGrantsOnTheNodeOfAnUnattestedAsset() {
        Someone owner = people.with("operator", "viewer");
        AssetId asset = known(owner);
        Asset known = assets.find(asset).orElseThrow();
        assertThat(lapsed(known.node(), asset)).isFalse();
        clock.advance(Duration.ofDays(101));

        assertThat(lapsed(known.node(), asset)).isTrue();
        assertThat(Demand.all(List.of(demand), known.node(), "grant").isPermitted())
                .isFalse();

        attestations.attest(owner.actor(), List.of(asset));
        assertThat(lapsed(known.node(), asset)).isFalse();
    }

    @Test
    void bitesWhoDoesNotAnswerForIt() {
        AssetId asset = known(admin);
        Someone other = people.with("operator", "viewer");

        Browser.Answer refused = api(other).json("POST", "/api/v1/assets/attest", "{\"assets\":[\"" + asset + "\"]}");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("A43");
        assertThatThrownBy(() -> database.owner()
                        .sql("""
                        insert into asset.attestation (id, asset_id, attested_by, attested_at, right_as_is, note, mark)
                        values (gen_random_uuid(), ?, ?, now(), true, '', sha256('x'))
                        """)
                        .params(asset.value(), other.id().value())
                        .update())
                .hasStackTraceContaining("only its owner attests");
    }

    private boolean lapsed(NodeId node, AssetId asset) {
        return attestations.lapsedOn(node).stream()
                .anyMatch(due -> due.asset().id().equals(asset));
    }
}
