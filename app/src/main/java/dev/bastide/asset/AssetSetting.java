package dev.bastide.asset;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the inventory learns the paths of nodes. */
@Configuration(proxyBeanMethods = false)
class AssetSetting {
    @Bean
    @ConditionalOnMissingBean
    NodePaths nodePaths() {
        return node -> "/" + node;
    }
}
