package dev.bastide.audit;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the spool into the home folder, and has what witnesses said proven like the rows of other rooms. */
@Configuration(proxyBeanMethods = false)
class AuditSettings {

    @Bean
    ProvenRows provenContradictions() {
        return ProvenRows.of("audit.contradiction", "audit.contradiction_answer");
    }

    @Bean
    Spool auditSpool(@Value("${bastide.home}") Path home) {
        return new Spool(home.resolve("spool"));
    }
}
