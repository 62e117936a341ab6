package dev.bastide.identity;

import dev.bastide.audit.ProvenRows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tables of this room whose rows the log proves. */
@Configuration(proxyBeanMethods = false)
class IdentityRows {
    @Bean
    ProvenRows provenPeople() {
        return ProvenRows.of(
                "identity.person",
                "identity.login",
                "identity.duty_assignment",
                "identity.ssh_key",
                "identity.factor",
                "identity.passkey",
                "identity.password",
                "identity.api_token");
    }
}
