package dev.bastide.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Builds the vault from the home folder and from what the service manager hands over. */
@Configuration(proxyBeanMethods = false)
class VaultSettings {

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    Vault vault(
            @Value("${bastide.home}") Path home,
            @Value("${BASTIDE_KEY_FILE:}") String keyFile,
            @Value("${CREDENTIALS_DIRECTORY:}") String credentials,
            SecureRandom random) {
        KeyFile provider = KeyFile.of(home, keyFile, credentials, random);
        provider.makeIfNew();
        return new Vault(provider, random);
    }
}
