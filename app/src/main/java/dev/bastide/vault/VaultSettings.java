package dev.bastide.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
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
        KeyFile provider = new KeyFile(home, outside(keyFile, credentials));
        provider.makeIfNew(random);
        return new Vault(provider, random);
    }

    private static Optional<Path> outside(String keyFile, String credentials) {
        if (!keyFile.isBlank()) {
            return Optional.of(Path.of(keyFile));
        }
        if (!credentials.isBlank()) {
            return Optional.of(Path.of(credentials, KeyFile.NAME)).filter(java.nio.file.Files::exists);
        }
        return Optional.empty();
    }
}
