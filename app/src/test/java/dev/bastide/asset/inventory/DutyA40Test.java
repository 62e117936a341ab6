package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.Reconciled;
import dev.bastide.authority.AssetId;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What discovery finds and nobody knows rings, and is decided within a day by a person who says why. */
@BastideTest
class DutyA40Test extends Estate {
    @Test
    void holdsThatAnUnknownHostRingsAndIsDueWithinADay() {
        Reconciled seen = see(address());

        Asset asset = assets.find(seen.asset()).orElseThrow();
        assertThat(seen.fresh()).isTrue();
        assertThat(Duration.between(asset.addedAt(), asset.decideBy())).isEqualTo(Duration.ofHours(24));
        assertThat(alarms(seen.asset())).isEqualTo(1);
        assertThat(sql.sql("select due_at from deadline.deadline where subject = ? and met_at is null")
                        .param(seen.asset().toString())
                        .query((row, number) -> row.getTimestamp("due_at").toInstant())
                        .single())
                .isEqualTo(asset.decideBy());
        assertThat(sql.sql("select count(*) as n from asset.discovery_hit where asset_id = ? and outcome = 'unclaimed'")
                        .param(seen.asset().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void holdsThatAClaimEndsTheAlarmAndTheDeadline() {
        AssetId asset = see(address()).asset();

        Browser.Answer claimed =
                api(admin).json("POST", "/api/v1/assets/" + asset + "/claim", "{\"owner\":\"" + admin.login() + "\"}");

        assertThat(claimed.status()).as(claimed.body()).isEqualTo(200);
        assertThat(claimed.body()).contains("\"state\":\"known\"");
        assertThat(alarms(asset)).isZero();
        assertThat(assets.isQuarantined(asset)).isFalse();
        assertThat(sql.sql("select count(*) as n from deadline.deadline where subject = ? and met_at is null")
                        .param(asset.toString())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void bitesWhoIsNeitherOwnerOfTheRangeNorEditor() {
        AssetId asset = see(address()).asset();
        Someone other = people.with("operator", "viewer");

        for (String act : new String[] {"claim", "reject"}) {
            assertThat(api(other)
                            .json("POST", "/api/v1/assets/" + asset + "/" + act, "{\"why\":\"not ours\"}")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(assets.find(asset).orElseThrow().state()).isEqualTo(Asset.State.UNCLAIMED);
    }

    @Test
    void bitesARejectionWithoutAReason() {
        AssetId asset = see(address()).asset();

        assertThat(api(admin)
                        .json("POST", "/api/v1/assets/" + asset + "/reject", "{}")
                        .status())
                .isEqualTo(400);
        assertThat(api(admin)
                        .json("POST", "/api/v1/assets/" + asset + "/reject", "{\"why\":\"a visitor's phone\"}")
                        .status())
                .isEqualTo(200);
        assertThat(api(admin)
                        .json("POST", "/api/v1/assets/" + asset + "/claim", "{}")
                        .status())
                .as("decided already")
                .isEqualTo(403);
    }

    @Test
    void whatWasRejectedAndIsSeenAgainIsOneNewThingToDecide() {
        AssetKey serial = key(AssetKey.Kind.SERIAL, "AGAIN" + unique());
        AssetId first = see(serial).asset();
        assertThat(api(admin)
                        .json("POST", "/api/v1/assets/" + first + "/reject", "{\"why\":\"returned to its maker\"}")
                        .status())
                .isEqualTo(200);

        Reconciled again = see(serial);

        assertThat(again.fresh()).isTrue();
        assertThat(see(serial).asset()).isEqualTo(again.asset());
    }

    @Test
    void bitesAtTheDatabase() {
        UUID asset = see(address()).asset().value();

        assertThatThrownBy(() -> database.owner()
                        .sql("update asset.asset set state = 'known' where id = ?")
                        .param(asset)
                        .update())
                .hasStackTraceContaining("claimed by a person");
        assertThatThrownBy(() -> database.owner()
                        .sql("update asset.asset set decide_by = null where id = ?")
                        .param(asset)
                        .update())
                .hasStackTraceContaining("decided_in_time");
    }

    private int alarms(AssetId asset) {
        return sql.sql("select count(*) as n from alarm.alarm where object = ? and not closed")
                .param("asset:" + asset)
                .query(Integer.class)
                .single();
    }
}
