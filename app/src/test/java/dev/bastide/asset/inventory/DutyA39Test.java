package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Demand;
import dev.bastide.authority.HostId;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Every asset has a place on the tree and an owner; one without is quarantined. */
@BastideTest
class DutyA39Test extends Estate {
    @Autowired
    private OwnedDemand demand;

    @Autowired
    private Leavers leavers;

    @Test
    void holdsThatWhatIsClaimedStandsOnTheTreeWithItsOwner() {
        AssetId asset = known(admin);
        Browser browser = admin.browser(port);

        assertThat(browser.get("/assets/tree").body()).contains("/tree/" + root);
        assertThat(browser.get("/assets?q=" + assets.find(asset).orElseThrow().name())
                        .body())
                .contains("/assets/" + asset);
        assertThat(browser.get("/assets/" + asset).body()).contains("Approved", "Unknown", "added it");
    }

    @Test
    void bitesAtGrantsOperationsAndReleases() {
        AssetId found = see(address()).asset();

        assertThat(assets.isQuarantined(found)).isTrue();
        assertThat(Demand.all(java.util.List.of(demand), root, "release").isPermitted())
                .as("nothing is released to its node")
                .isFalse();
        assertThatThrownBy(() -> database.owner().sql("""
                        insert into bastion.session (id, host) values (gen_random_uuid(), ?)
                        """).param(found.value()).update())
                .hasStackTraceContaining("nobody answers for this host");
    }

    @Test
    void bitesAHostWhoseOwnerLeftUntilItPassesToTheHead() {
        Someone leaver = people.with("operator");
        HostId host =
                hosts.add(admin.actor(), host("left-" + unique(), address().value()));
        own(host.value(), leaver);
        assertThat(hosts.find(host)).isPresent();
        leave(leaver);

        assertThatThrownBy(() -> hosts.credential(host, "deploy"))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo("asset.quarantined"));

        leavers.passOn();

        assertThat(assets.isQuarantined(AssetId.of(host))).isFalse();
        hosts.credential(host, "deploy");
    }

    private void own(UUID asset, Someone person) {
        Browser browser = admin.browser(port);
        assertThat(browser.post(
                                "/assets/" + asset + "/edit",
                                "kind",
                                "host",
                                "name",
                                assets.find(new AssetId(asset)).orElseThrow().name(),
                                "node",
                                "/",
                                "owner",
                                person.login(),
                                "exposure",
                                "internal")
                        .status())
                .isIn(302, 303);
        assertThat(assets.find(new AssetId(asset)).orElseThrow().owner()).isEqualTo(person.id());
    }

    private void leave(Someone person) {
        sql.sql("update identity.person set disabled_at = now() where id = ?")
                .param(person.id().value())
                .update();
    }
}
