package dev.bastide.servicetree;

import dev.bastide.identity.MarkedLater;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tables of this room whose rows bear marks only since a later release. */
@Configuration(proxyBeanMethods = false)
class TreeMarks {
    @Bean
    MarkedLater nodesMarkedLater() {
        return StoredNodes.markedLater();
    }
}
