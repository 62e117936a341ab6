package dev.bastide.bastion.session;

import dev.bastide.identity.MarkedLater;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How sessions ended bears marks only since a later release. */
@Configuration(proxyBeanMethods = false)
class SessionMarks {
    @Bean
    MarkedLater sessionsMarkedLater() {
        return SessionEnd.markedLater();
    }
}
