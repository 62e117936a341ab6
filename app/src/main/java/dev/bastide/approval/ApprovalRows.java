package dev.bastide.approval;

import dev.bastide.audit.ProvenRows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tables of this room whose rows the log proves. */
@Configuration(proxyBeanMethods = false)
class ApprovalRows {
    @Bean
    ProvenRows provenApprovals() {
        return ProvenRows.of("approval.approval", "approval.vote");
    }
}
