package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import dev.bastide.vault.KeyFile;
import dev.bastide.vault.Keys;
import dev.bastide.vault.TestKeys;
import dev.bastide.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was done to the keys on the server is recorded and shown, and an old key rings. */
@BastideTest
class KeyPagesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private KeyWatch watch;

    @Autowired
    private Vault vault;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Clock clock;

    @Value("${bastide.home}")
    private Path home;

    private Browser browser;

    @BeforeEach
    void signIn() {
        browser = somebody.with("auditor", "auditor").browser(port);
    }

    @Test
    void custodiansAreShownAndStaleAfterARotation() throws Exception {
        String sheets = keys("escrow", "Ann Lee", "Bo Chen", "Cy Ito");
        watch.watch();
        String page = browser.get("/record/keys").body();
        assertThat(page)
                .contains("Ann Lee", "Bo Chen", "Cy Ito", "Fits", vault.master().fingerprint());
        sheets.lines()
                .map(String::strip)
                .filter(line -> line.matches("([0-9A-Z]{5} ){7}[0-9A-Z]{5}"))
                .forEach(line -> assertThat(page).doesNotContain(line));
        String old = vault.master().fingerprint();

        keys("rotate");
        watch.watch();

        assertThat(vault.master().fingerprint()).isNotEqualTo(old);
        assertThat(browser.get("/record/keys").body())
                .contains("Stale", vault.master().fingerprint(), old);
        String record = browser.get("/api/v1/audit?operation=key.").body();
        assertThat(record).contains("key.escrow", "key.rotate", "key.rotated", "key.rewrap", "Ann Lee");
        int before = records();
        watch.watch();
        assertThat(records()).isEqualTo(before);

        keys("escrow", "Ann Lee", "Bo Chen");
        watch.watch();
        assertThat(browser.get("/record/keys").body()).contains("Fits").doesNotContain("Cy Ito", "Stale");
    }

    @Test
    void aKeyOlderThanItMayBeRings() throws Exception {
        watch.watch();
        assertThat(watch.isOld()).isFalse();
        assertThat(ringing()).isZero();

        TestKeys.rotate(home, clock.instant().minus(Duration.ofDays(366)));
        watch.watch();
        assertThat(watch.isOld()).isTrue();
        assertThat(ringing()).isEqualTo(1);
        assertThat(browser.get("/record/keys").body()).contains("To be rotated");

        keys("rotate");
        Eventually.holds("it rings no more", Duration.ofSeconds(30), () -> {
            watch.watch();
            return !watch.isOld() && ringing() == 0;
        });
    }

    @Test
    void theCustodiansAreReadOnEveryScreen() throws Exception {
        keys("escrow", "Ann Lee", "Bartholomew Featherstonehaugh-Cholmondeley", "李雷");
        watch.watch();
        TestPeople.Someone reader = somebody.with("auditor", "auditor");
        try (Chromium chromium = Chromium.start()) {
            String console = "http://127.0.0.1:" + port;
            chromium.go(console + "/sign-in");
            chromium.driver()
                    .manage()
                    .addCookie(new Cookie("bastide", reader.browser(port).cookie("bastide")));
            chromium.go(console + "/record/keys");
            chromium.read("李雷");
            chromium.picture("keys");
            assertThat(chromium.overflows(390)).isFalse();
            keys("rotate");
            watch.watch();
            chromium.go(console + "/record/keys");
            chromium.read("Stale");
            chromium.picture("keys-stale");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    @Test
    void aKeyPageIsNotForEverybody() throws Exception {
        assertThat(somebody.with("administrator", "administrator")
                        .browser(port)
                        .get("/record/keys")
                        .status())
                .isEqualTo(403);
    }

    private int records() {
        return jdbc.sql("select count(*) from audit.key_event")
                .query(Integer.class)
                .single();
    }

    private int ringing() {
        return jdbc.sql("select count(*) from alarm.alarm where kind = 'record.key-alarm' and not closed")
                .query(Integer.class)
                .single();
    }

    private String keys(String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(new Keys(home, KeyFile.of(home, "", "", new SecureRandom()), out, out).run(List.of(words)))
                .isZero();
        return said.toString(StandardCharsets.UTF_8);
    }
}
