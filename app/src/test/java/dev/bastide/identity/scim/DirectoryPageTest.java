package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestPeople;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An administrator tells at the page which words name which duty. */
@BastideTest
class DirectoryPageTest {
    private static final int PHONE_PIXELS = 390;

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Test
    void anAdministratorAddsAWord() {
        TestPeople.Someone administrator = somebody.with("administrator", "administrator");
        try (Chromium browser = Chromium.start()) {
            String page = "http://127.0.0.1:" + port + "/settings/directory";
            browser.go("http://127.0.0.1:" + port + "/sign-in");
            browser.driver()
                    .manage()
                    .addCookie(new Cookie("bastide", administrator.browser(port).cookie("bastide")));
            browser.go(page);
            new Select(browser.see("[name=attribute]")).selectByValue("title");
            browser.fill("word", "Site Reliability Engineer");
            new Select(browser.see("[name=duty]")).selectByValue("operator");
            browser.press("Save word");

            browser.read("The word Site Reliability Engineer names a duty now.");
            browser.read("site reliability engineer");
            browser.picture("directory");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
