package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.Reconciled;
import dev.bastide.authority.AssetId;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** One identity for each thing; what was merged can be parted, and then stays parted. */
@BastideTest
class DutyA42Test extends Estate {
    @Autowired
    private KeyRows keys;

    @Test
    void holdsThatAMergeIsKeptAndCanBeTakenBack() {
        AssetKey serial = key(AssetKey.Kind.SERIAL, "ONE" + unique());
        AssetKey cloud = key(AssetKey.Kind.CLOUD, "i-" + unique());
        AssetId one = see(serial, address()).asset();
        AssetId other = see(cloud, address()).asset();
        Reconciled merged = see(serial, cloud);
        assertThat(merged.outcome()).isEqualTo(Reconciled.Outcome.MERGED);
        AssetId loser = merged.asset().equals(one) ? other : one;
        UUID merge = sql.sql("select id from asset.asset_merge where loser = ?")
                .param(loser.value())
                .query(UUID.class)
                .single();

        Browser.Answer parted = admin.browser(port)
                .post("/assets/" + merged.asset() + "/merges/" + merge + "/part", "why", "two chassis of one stack");

        assertThat(parted.status()).isIn(302, 303);
        assertThat(assets.find(loser).orElseThrow().id()).isEqualTo(loser);
        assertThat(assets.find(loser).orElseThrow().state()).isEqualTo(Asset.State.UNCLAIMED);
        see(serial, cloud);
        assertThat(assets.find(loser).orElseThrow().id())
                .as("what somebody parted stays parted")
                .isEqualTo(loser);
    }

    @Test
    void bitesTwoWithOneAddressInTheListOfDuplicates() {
        AssetKey address = address();
        AssetId one = machine(address);
        AssetId other = machine(address);
        Browser browser = admin.browser(port);
        assertThat(browser.get("/assets/gaps").body()).contains("Perhaps the same", address.value());

        assertThat(browser.post("/assets/" + other + "/retire", "why", "the same as the other")
                        .status())
                .isIn(302, 303);

        assertThat(keys.duplicates(new UUID[] {root.value()}, 1_000))
                .noneMatch(
                        pair -> pair.one().equals(one.value()) || pair.other().equals(one.value()));
    }

    private AssetId machine(AssetKey address) {
        return assets.add(
                admin.actor(),
                NewAsset.of(AssetKind.HOST, "d-" + unique(), root, admin.id()).knownBy(List.of(address)));
    }

    @Test
    void bitesWhatRefersToNoAsset() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> database.owner().sql("""
                        insert into asset.host (id, node_id, name, address, port, kind, founding, added_at)
                        values (gen_random_uuid(), ?, 'no-asset', '10.1.1.1', 22, 'host', false, now())
                        """).param(root.value()).update())
                .hasStackTraceContaining("a_host_is_an_asset");
    }
}
