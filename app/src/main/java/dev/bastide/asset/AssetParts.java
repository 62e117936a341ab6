package dev.bastide.asset;

import dev.bastide.asset.inventory.AssetRows;
import dev.bastide.authority.Actor;
import dev.bastide.page.Found;
import dev.bastide.page.GuideStep;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Waiting;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the inventory puts into the frame: the left bar, the inbox, search, the first-hour guide. */
@Configuration(proxyBeanMethods = false)
class AssetParts {
    private static final int GUIDE_ORDER = 50;

    @Bean
    NavEntry hostsNav(HostPins pins) {
        return NavEntry.of(NavGroup.OPERATE, "asset.nav", "server", "/hosts", "host.read", 30)
                .letter("m")
                .waiting(actor -> pins.waitingFor(actor).size());
    }

    @Bean
    NavEntry assetsNav(AssetRows assets) {
        return NavEntry.of(NavGroup.OPERATE, "asset.assets.nav", "building", "/assets", "asset.read", 31)
                .waiting(actor -> actor.person() == null
                        ? 0
                        : assets.unclaimedOf(actor.person().value()).size());
    }

    /** What was found in one's range waits for a decision. */
    @Bean
    Waiting unclaimedWaiting(AssetRows assets) {
        return actor -> actor.person() == null
                ? List.of()
                : assets.unclaimedOf(actor.person().value()).stream()
                        .map(asset -> new Waiting.Item(
                                "asset.asset",
                                "asset.unclaimed.found",
                                List.of(asset.name(), asset.source()),
                                "/assets/" + asset.id(),
                                asset.addedAt(),
                                asset.decideBy()))
                        .toList();
    }

    @Bean
    Found assetsFound(Assets assets, AssetRows rows, Sight sight) {
        return (text, actor, limit) -> rows.search(text, sight.nodes(actor, Assets.READ, null), limit).stream()
                .map(assets::asset)
                .map(asset -> new Found.Hit("asset.asset", asset.name(), asset.path(), "/assets/" + asset.id()))
                .toList();
    }

    @Bean
    Waiting pinsWaiting(HostPins pins, Hosts hosts) {
        return actor -> pins.waitingFor(actor).stream()
                .flatMap(pin -> hosts.find(pin.host()).stream()
                        .map(host -> new Waiting.Item(
                                "asset.pin",
                                "asset.pin.waiting",
                                List.of(host.path(), pin.fingerprint()),
                                "/hosts/" + host.name(),
                                pin.proposedAt(),
                                null)))
                .toList();
    }

    @Bean
    Found hostsFound(Hosts hosts, Sight sight) {
        return (text, actor, limit) -> hosts.all().stream()
                .filter(host -> host.name().contains(text.toLowerCase(java.util.Locale.ROOT))
                        || host.address().contains(text))
                .filter(host -> isSeen(sight, actor, host))
                .limit(limit)
                .map(host -> new Found.Hit("asset.host", host.name(), host.path(), "/hosts/" + host.name()))
                .toList();
    }

    @Bean
    GuideStep hostStep(Hosts hosts) {
        return new GuideStep() {
            @Override
            public String key() {
                return "asset.guide";
            }

            @Override
            public int order() {
                return GUIDE_ORDER;
            }

            @Override
            public boolean done(Actor actor) {
                return !hosts.all().isEmpty();
            }

            @Override
            public String path() {
                return "/hosts/new";
            }
        };
    }

    private static boolean isSeen(Sight sight, Actor actor, Host host) {
        return sight.nodes(actor, Hosts.READ, host.node()).length > 0;
    }
}
