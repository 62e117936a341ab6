package dev.bastide.asset;

import dev.bastide.asset.inventory.StoredAsset;
import dev.bastide.identity.MarkedLater;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tables of this room whose rows bear marks only since a later release. */
@Configuration(proxyBeanMethods = false)
class AssetMarks {
    @Bean
    MarkedLater hostsMarkedLater() {
        return HostMark.markedLater();
    }

    @Bean
    MarkedLater assetsMarkedLater() {
        return StoredAsset.markedLater();
    }

    @Bean
    MarkedLater accountsMarkedLater() {
        return HostRows.accountsMarkedLater();
    }

    @Bean
    MarkedLater accountKeysMarkedLater() {
        return Credentials.markedLater();
    }

    @Bean
    MarkedLater pinsMarkedLater() {
        return PinMarks.pinsMarkedLater();
    }

    @Bean
    MarkedLater verdictsMarkedLater() {
        return PinMarks.verdictsMarkedLater();
    }
}
