package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Sighting;
import dev.bastide.job.Jobs;
import dev.bastide.page.BadInput;
import dev.bastide.testing.BastideTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Each site has a range and a complete look within a week, and at least 95 of 100 recorded machines were seen. */
@BastideTest
class DutyA41Test extends Estate {
    @Autowired
    private Sites sites;

    @Test
    void holdsThatASiteSeenWholeIsCovered() {
        UUID site = site("10.91.0.0/16");
        AssetKey address = key(AssetKey.Kind.ADDRESS, "10.91.0.7");
        machine(site, address);
        assertThat(of(site).holds(clock.instant())).as("nothing looked yet").isFalse();

        look(site, true, address);

        assertThat(of(site).percent()).isEqualTo(100);
        assertThat(of(site).holds(clock.instant())).isTrue();
        assertThat(admin.browser(port).get("/assets/sites").body()).contains("10.91.0.0/16", "Covered");
    }

    @Test
    void bitesAnOldLookAnIncompleteOneAndAMachineNobodySaw() {
        UUID site = site("10.92.0.0/16");
        AssetKey address = key(AssetKey.Kind.ADDRESS, "10.92.0.7");
        machine(site, address);
        look(site, false, address);
        assertThat(of(site).holds(clock.instant())).as("incomplete").isFalse();
        look(site, true, address);
        assertThat(of(site).holds(clock.instant())).isTrue();

        machine(site, key(AssetKey.Kind.ADDRESS, "10.92.0.8"));
        assertThat(of(site).percent()).isEqualTo(50);
        assertThat(of(site).holds(clock.instant())).isFalse();

        clock.advance(Duration.ofDays(8));
        assertThat(of(site).holds(clock.instant())).as("too old").isFalse();
        sites.watch();
        assertThat(sql.sql("select count(*) as n from alarm.alarm where object = ? and not closed")
                        .param("site:" + site)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void whatTurnsUpInARangeIsItsOwnersToDecide() {
        site("10.93.0.0/16");

        Reconciled seen = see(key(AssetKey.Kind.ADDRESS, "10.93.4.4"));

        Asset found = assets.find(seen.asset()).orElseThrow();
        assertThat(found.owner()).isEqualTo(admin.id());
        assertThat(found.site()).isNotNull();
    }

    @Test
    void bitesWhatIsNoNetwork() {
        UUID site = site("10.94.0.0/16");

        for (String wrong : List.of("10.94.0.0/16", "300.1.1.0/24", "all of them")) {
            assertThatThrownBy(() -> sites.addRange(admin.actor(), site, wrong, root, admin.id()))
                    .isInstanceOf(BadInput.class);
        }
    }

    private UUID site(String network) {
        UUID site = sites.add(admin.actor(), "site " + unique(), root, admin.id(), null);
        sites.addRange(admin.actor(), site, network, root, admin.id());
        return site;
    }

    private void machine(UUID site, AssetKey key) {
        assets.add(
                admin.actor(),
                new NewAsset(
                        AssetKind.HOST,
                        "m-" + unique(),
                        root,
                        admin.id(),
                        Asset.Exposure.INTERNAL,
                        null,
                        site,
                        null,
                        null,
                        null,
                        "",
                        List.of(key)));
    }

    private void look(UUID site, boolean complete, AssetKey key) {
        Discovery look = new Discovery("scan", "a look", site);
        UUID run = assets.begin(Jobs.actor("test-look"), look);
        List<Reconciled> done = assets.reconcile(
                Jobs.actor("test-look"), run, look, List.of(Sighting.machine("x", List.of(key), clock.instant())));
        assets.end(run, complete, done);
    }

    private Sites.Coverage of(UUID site) {
        return sites.coverage().stream()
                .filter(one -> one.site().id().equals(site))
                .findFirst()
                .orElseThrow();
    }
}
