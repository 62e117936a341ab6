package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Provisioning;
import dev.bastide.identity.SecondFactor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An administrator tells at the page which words name which duty. */
@BastideTest
class DirectoryPageTest {
    private static final String PAGE = "/settings/directory";
    private static final int PHONE_PIXELS = 390;

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestClock clock;

    @Test
    void whoAnswersForTheMachineMakesItsTokenAndSeesItCall() {
        TestPeople.Someone owner = somebody.with("administrator", "administrator");
        TestPeople.Someone other = somebody.with("administrator", "administrator");
        PersonId machine = somebody.directory(owner);
        Browser page = owner.browser(port);
        Browser others = other.browser(port);
        assertThat(page.get(PAGE).body())
                .contains("Make a token for " + login(machine), "may speak for a directory", "Tenant URL");
        assertThat(others.get(PAGE).body())
                .contains("answers for " + login(machine))
                .doesNotContain("Make a token for " + login(machine));

        Browser.Answer stolen = others.post(PAGE + "/token", "machine", machine.toString());
        assertThat(stolen.status()).isEqualTo(403);
        assertThat(page.post(PAGE + "/token", "machine", owner.id().toString()).status())
                .isEqualTo(403);
        assertThat(page.post(PAGE + "/token", "machine", "nobody").status()).isEqualTo(404);
        assertThat(tokens(machine)).isZero();

        Browser.Answer made = page.post(PAGE + "/token", "machine", machine.toString());
        assertThat(made.status()).as(made.location()).isEqualTo(200);
        String secret = made.body().replaceAll("(?s).*?(bst_[a-zA-Z0-9]+).*", "$1");
        assertThat(page.get(PAGE).body()).doesNotContain(secret);
        assertThat(token(page, machine)).contains("not used yet");

        assertThat(new Provider(port, secret).get("/Users").status()).isEqualTo(200);
        assertThat(new Browser(port)
                        .header("Authorization", "Bearer " + secret)
                        .get("/api/v1/people")
                        .status())
                .isEqualTo(403);
        assertThat(sql.sql("select first_used_at is not null from identity.api_token where person = ?")
                        .param(machine.value())
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(page.get(PAGE).body()).contains("First call");
        assertThat(token(page, machine)).contains("Last used").doesNotContain("not used yet");
    }

    @Test
    void aTokenIsMadeOnlyWithAFreshSecondFactor() {
        TestPeople.Someone owner = somebody.with("administrator", "administrator");
        PersonId machine = somebody.directory(owner);
        Browser stale = somebody.signedIn(owner.id(), port);
        clock.advance(SecondFactor.FRESH.plusSeconds(30));

        assertThat(stale.post(PAGE + "/token", "machine", machine.toString()).location())
                .contains("/me/confirm");
        assertThat(tokens(machine)).isZero();
    }

    /** What the page says of the token of this machine: other machines stand there too. */
    private String token(Browser page, PersonId machine) {
        String body = page.get(PAGE).body();
        int button = body.indexOf("Make a token for " + login(machine));
        return body.substring(body.lastIndexOf("<p>", button), button);
    }

    private String login(PersonId person) {
        return sql.sql("select name from identity.login where person = ? and main")
                .param(person.value())
                .query(String.class)
                .single();
    }

    private long tokens(PersonId machine) {
        return sql.sql("select count(*) from identity.api_token where person = ?")
                .param(machine.value())
                .query(Long.class)
                .single();
    }

    @Test
    void anAdministratorAddsAWord() {
        TestPeople.Someone administrator = somebody.with("administrator", "administrator");
        PersonId machine = somebody.directory(administrator);
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
            browser.read("Add a machine account");
            browser.picture("directory");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            browser.press("Make a token for " + login(machine));
            browser.read("It is shown this once");
            browser.picture("directory-token");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();

            String login = "walker" + machine.toString().substring(0, 8);
            String walker = new Provider(port, somebody.token(machine, Provisioning.ACT))
                    .add(login, "Nobody's department")
                    .id();
            browser.go("http://127.0.0.1:" + port + "/people/" + walker);
            browser.read("nobody here has checked it");
            browser.picture("person-of-directory");
            browser.press("Invite");
            browser.read("It works once, until");
            browser.read("nobody here has checked it");
            browser.picture("invited-of-directory");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
