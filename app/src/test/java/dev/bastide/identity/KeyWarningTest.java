package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.page.Banner;
import dev.bastide.page.Tone;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestPeople;
import dev.bastide.vault.KeyProvider;
import dev.bastide.vault.Vault;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The master key beside the data stands in amber on every page of those who can mend it, and of nobody else. */
@BastideTest
class KeyWarningTest {
    private static final String WARNING = "The master key lies beside the data";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople people;

    @Autowired
    private Duties duties;

    @Test
    void standsBeforeAdministratorsAndTheOfficer() {
        assertThat(people.with("administrator").browser(port).get("/").body()).contains(WARNING, "keys move");
        assertThat(people.with("iso").browser(port).get("/due").body()).contains(WARNING);
        assertThat(people.with("operator").browser(port).get("/").body()).doesNotContain(WARNING);
    }

    @Test
    void goesWhenTheKeyIsMoved() {
        TestPeople.Someone administrator = people.with("administrator");

        assertThat(warning(true).banner(administrator.actor()))
                .map(Banner::tone)
                .contains(Tone.DUE);
        assertThat(warning(false).banner(administrator.actor())).isEmpty();
        assertThat(warning(true).banner(null)).isEmpty();
    }

    private KeyWarning warning(boolean beside) {
        KeyProvider provider = new KeyProvider() {
            @Override
            public Optional<byte[]> masterKey() {
                return Optional.of(new byte[32]);
            }

            @Override
            public boolean liesBesideData() {
                return beside;
            }
        };
        return new KeyWarning(new Vault(provider, new SecureRandom()), duties);
    }
}
