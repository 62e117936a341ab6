package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetFact;
import dev.bastide.asset.AssetKind;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.HostId;
import dev.bastide.testing.BastideTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;

/** Blind spots stand in a list with owners and due dates; what nobody knows is unknown, never no. */
@BastideTest
class DutyA92Test extends Estate {
    @Autowired
    private OverviewPages overview;

    @Test
    void holdsThatWhatAHostLacksIsListedWithItsOwnerAndADay() {
        HostId host = hosts.add(admin.actor(), host("gap-" + unique(), address().value()));
        Asset asset = assets.find(AssetId.of(host)).orElseThrow();

        OverviewPages.Missing missing = overview.missing(List.of(asset)).getFirst();

        assertThat(missing.facts()).contains("seen", "behind-bastion").doesNotContain("approved", "measured");
        assertThat(missing.unknown()).contains("measured", "backed-up");
        assertThat(missing.due()).isEqualTo(asset.addedAt().plus(Duration.ofDays(30)));
        assertThat(missing.owner()).isNotBlank();
        assertThat(admin.browser(port).get("/assets/gaps").body()).contains("/assets/" + host, "Behind the bastion");
    }

    @Test
    void bitesARoomThatFailsToAnswerAsUnknown() {
        Asset asset = assets.find(known(admin)).orElseThrow();
        AssetFact broken = new AssetFact() {
            @Override
            public String name() {
                return "backed-up";
            }

            @Override
            public boolean concerns(AssetKind kind) {
                return true;
            }

            @Override
            public Map<AssetId, Standing> of(Set<AssetId> asked) {
                throw new IllegalStateException("the store is away");
            }
        };
        ObjectProvider<AssetFact> offered = new ObjectProvider<>() {
            @Override
            public Stream<AssetFact> orderedStream() {
                return Stream.of(broken);
            }
        };

        assertThat(new GapList(offered).of(asset))
                .filteredOn(gap -> gap.fact().equals("backed-up"))
                .singleElement()
                .satisfies(gap -> assertThat(gap.standing().holds()).isEqualTo(AssetFact.Holds.UNKNOWN));
    }
}
