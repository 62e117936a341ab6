package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Discovery;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.Sighting;
import dev.bastide.job.Jobs;
import dev.bastide.testing.BastideTest;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The scope is what was found: an unknown subdomain rings, and each day's scope is frozen. */
@BastideTest
class DutyB02Test extends Estate {
    @Autowired
    private ScopeSnapshots scope;

    @Test
    void holdsThatTheScopeOfADayIsFrozenOnce() {
        clock.advance(Duration.ofDays(400));
        see(address());

        scope.take();

        assertThat(scope.take()).as("once a day").isFalse();
        assertThat(sql.sql("select unclaimed from asset.scope_snapshot where taken_at <= ? order by day desc limit 1")
                        .param(Timestamp.from(clock.instant()))
                        .query(Integer.class)
                        .single())
                .isPositive();
        assertThatThrownBy(() -> database.owner()
                        .sql("update asset.scope_snapshot set living = 0, unclaimed = 0, overdue = 0")
                        .update())
                .hasStackTraceContaining("never rewritten");
    }

    @Test
    void bitesASubdomainNobodyKnows() {
        String name = "old-" + unique() + ".shop.example.org";

        Reconciled seen = assets.reconcile(
                Jobs.actor("test-look"),
                new Discovery("zone", "shop.example.org", null),
                new Sighting(
                        AssetKind.DOMAIN,
                        name,
                        List.of(AssetKey.named(AssetKind.DOMAIN, name).orElseThrow()),
                        null,
                        Asset.Exposure.PUBLIC,
                        null,
                        clock.instant()));

        assertThat(seen.outcome()).isEqualTo(Reconciled.Outcome.UNCLAIMED);
        assertThat(sql.sql("select count(*) as n from alarm.alarm where object = ? and not closed")
                        .param("asset:" + seen.asset())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(admin.browser(port).get("/assets/surface").body()).contains("New subdomain", name);
    }
}
