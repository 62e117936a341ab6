package dev.bastide.job;

import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Names this node once a start. */
@Configuration(proxyBeanMethods = false)
class JobSettings {

    @Bean
    NodeName nodeName() {
        return new NodeName(UUID.randomUUID());
    }
}
