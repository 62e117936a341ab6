package dev.bastide.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An administrator sets the directory up at its page, looks at what would happen, and agrees to it. */
@BastideTest
class LdapPageTest {
    private static final int PHONE_PIXELS = 390;

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Duties duties;

    @Autowired
    private JdbcClient sql;

    @Test
    void isSetUpLookedAtAndAgreedTo() throws Exception {
        sql.sql("delete from identity.directory_entry where external_id like 'ldap:%'")
                .update();
        TestPeople.Someone administrator = somebody.with("administrator", "administrator");
        PersonId machine = somebody.directory(administrator);
        TestLdap.name(administrator.again(port), "ldap page trials", "developer");
        TestPeople.Someone mover = somebody.with("operator");
        TestPeople.Someone leaver = somebody.with("operator");
        try (TestLdap server = new TestLdap(0);
                Chromium browser = Chromium.start()) {
            server.add(mover.login(), "ldap page trials");
            server.add(leaver.login(), "gardening");
            server.add("joins-" + mover.login(), "ldap page trials");
            browser.go(address("/sign-in"));
            browser.driver()
                    .manage()
                    .addCookie(new Cookie("bastide", administrator.browser(port).cookie("bastide")));
            browser.go(address(LdapPages.PATH));
            browser.picture("ldap-blank");
            LdapSource source = server.source();
            browser.fill("host", "127.0.0.1");
            browser.fill("port", Integer.toString(source.port()));
            browser.driver()
                    .executeScript(
                            "document.querySelector('[name=authority]').value = arguments[0]", source.authority());
            browser.fill("reader", TestLdap.READER);
            browser.fill("root", "not a name");
            new Select(browser.see("[name=machine]")).selectByValue(machine.toString());
            browser.press("Save directory");
            browser.read("This is no distinguished name.");
            browser.fill("root", TestLdap.ROOT);
            browser.fill("password", TestLdap.PASSWORD);
            browser.press("Save directory");
            browser.read("Saved. See what the first run would do");
            browser.press("See what it would do");
            browser.read("Agree and run");
            assertThat(browser.text()).contains("Duty changes", "Duty ends", "Is added", leaver.login());
            assertThat(duties.current(leaver.id())).isPresent();
            browser.picture("ldap-plan");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();

            browser.press("Agree and run");
            Eventually.holds(
                    "the run is over",
                    Duration.ofSeconds(20),
                    () -> duties.current(leaver.id()).isEmpty());
            Eventually.holds("the page says so", Duration.ofSeconds(20), () -> {
                browser.go(address(LdapPages.PATH));
                return browser.text().contains("All is as the directory says");
            });
            browser.picture("ldap-done");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            assertThat(duties.current(mover.id()).orElseThrow().duty()).isEqualTo("developer");
            assertThat(browser.complaints(422)).isEmpty();
        } finally {
            sql.sql("delete from identity.ldap_source").update();
        }
    }

    private String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
