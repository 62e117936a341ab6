package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Chromium;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** The pages of log sources in a real browser: a source is registered, they fit a phone and break no policy. */
@BastideTest
@Import(Feeder.class)
class IntakeInTheBrowserTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Test
    void aSourceIsRegisteredAndSeen() {
        Source source = feeder.source(SourceKind.HTTP, "10.0.0.0/8 127.0.0.1");
        Feeder.lines(
                port,
                source,
                feeder.token(source),
                "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\",\"family\":\"login\"}\nheld\n");
        try (Chromium browser = Chromium.start()) {
            browser.go("http://127.0.0.1:" + port + "/sign-in");
            String session = Objects.requireNonNull(feeder.anna.again(port).cookie("bastide"));
            browser.driver().manage().addCookie(new Cookie("bastide", session));
            look(browser, "/sources", "sources", "Much in quarantine");
            look(browser, "/sources/new", "source-new", "May send from");
            look(browser, "/sources/" + source.name(), "source", "Last number given");
            assertThat(feeder.anna.again(port).get("/sources/" + source.name()).body())
                    .contains(
                            "How to send",
                            "curl -H",
                            "/record?operation=intake.hold&amp;object=source:" + source.name());
            look(browser, "/sources/" + source.name() + "/edit", "source-edit", "Takes records");
            look(browser, "/log-families", "families", "User management");
            browser.go("http://127.0.0.1:" + port + "/sources/" + source.name());
            browser.press("Make token");
            browser.read("Your new token");
            browser.read("/api/v1/intake/" + source.name());
            browser.picture("source-token");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private void look(Chromium browser, String path, String name, String words) {
        browser.go("http://127.0.0.1:" + port + path);
        browser.read(words);
        assertThat(browser.overflows(390)).as(path).isFalse();
        browser.picture("intake-" + name);
    }
}
