package dev.bastide.access;

import dev.bastide.audit.ProvenRows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tables of this room whose rows the log proves. */
@Configuration(proxyBeanMethods = false)
class AccessRows {
    @Bean
    ProvenRows provenRights() {
        return ProvenRows.of("access.grant_request", "access.role_grant", "access.permit", "access.permit_target");
    }
}
