package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Provisioning;
import dev.bastide.identity.SecondFactor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.util.Map;
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

    @Autowired
    private AuditSearch record;

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

    @Test
    void aThirdTokenIsRefusedUntilOneIsRevoked() {
        TestPeople.Someone owner = somebody.with("administrator", "administrator");
        PersonId machine = somebody.directory(owner);
        Browser page = owner.browser(port);
        String stolen = secret(page.post(PAGE + "/token", "machine", machine.toString()));
        String spare = secret(page.post(PAGE + "/token", "machine", machine.toString()));

        Browser.Answer third = page.post(PAGE + "/token", "machine", machine.toString());
        assertThat(third.status()).isEqualTo(403);
        assertThat(third.body()).contains("has 2 tokens that count already", "Revoke one of them first", "/me/tokens");
        assertThat(refusals("identity.token.full")).isPositive();
        assertThatThrownBy(() -> somebody.token(machine, Provisioning.ACT))
                .as("the database holds it, too")
                .hasMessageContaining("two tokens that count");
        assertThat(page.get(PAGE).body())
                .contains(login(machine) + " has two tokens that count")
                .doesNotContain("Make a token for " + login(machine));

        String first = id(machine, "asc");
        assertThat(page.post(PAGE + "/token/" + first + "/revoke", "confirm", "somebody else")
                        .status())
                .isEqualTo(400);
        assertThat(new Provider(port, stolen).get("/Users").status()).isEqualTo(200);
        page.post(PAGE + "/token/" + first + "/revoke", "confirm", login(machine));
        assertThat(new Provider(port, stolen).get("/Users").status()).isEqualTo(401);
        assertThat(new Provider(port, spare).get("/Users").status()).isEqualTo(200);
        assertThat(recorded("token.revoke", first)).isEqualTo(1);
        assertThat(page.post(PAGE + "/token/" + first + "/revoke", "confirm", login(machine))
                        .status())
                .as("a second time")
                .isEqualTo(404);
        assertThat(page.post(PAGE + "/token", "machine", machine.toString()).status())
                .as("there is room again")
                .isEqualTo(200);
    }

    @Test
    void whoAnswersForItAndAdministratorsRevokeAndNobodyElse() {
        TestPeople.Someone owner = somebody.with("operator");
        TestPeople.Someone administrator = somebody.with("administrator", "administrator");
        TestPeople.Someone stranger = somebody.with("operator");
        PersonId machine = somebody.directory(owner);
        String one = somebody.token(machine, Provisioning.ACT);
        String other = somebody.token(machine, Provisioning.ACT);
        String list = "/api/v1/people/" + login(machine) + "/tokens";
        String first = id(machine, "asc");
        String second = id(machine, "desc");

        Browser strangers = stranger.browser(port).cookie("bastide-csrf", "t");
        assertThat(strangers.get(list).status()).isEqualTo(403);
        assertThat(strangers.json("DELETE", list + "/" + first, "").status()).isEqualTo(403);
        assertThat(strangers.json("DELETE", "/api/v1/tokens/" + first, "").status())
                .isEqualTo(404);
        strangers.post("/me/tokens/" + first + "/revoke");
        assertThat(strangers
                        .post(PAGE + "/token/" + first + "/revoke", "confirm", login(machine))
                        .status())
                .isEqualTo(403);
        assertThat(new Browser(port)
                        .header("Authorization", "Bearer " + one)
                        .json("DELETE", list + "/" + second, "")
                        .status())
                .isEqualTo(403);
        assertThat(new Provider(port, one).get("/Users").status()).isEqualTo(200);

        Browser administrators = administrator.browser(port).cookie("bastide-csrf", "t");
        assertThat(administrators.get(list).body()).contains(first, second);
        assertThat(administrators.json("DELETE", list + "/" + first, "").status())
                .isEqualTo(204);
        assertThat(new Provider(port, one).get("/Users").status()).isEqualTo(401);

        Browser owners = owner.browser(port);
        assertThat(owners.get("/me/tokens").body())
                .contains("Tokens of the machine accounts you answer for", login(machine), second);
        owners.post("/me/tokens/" + second + "/revoke", "confirm", login(machine));
        assertThat(new Provider(port, other).get("/Users").status()).isEqualTo(401);
        assertThat(owners.get("/me/tokens").body()).doesNotContain(second);
    }

    private static String secret(Browser.Answer made) {
        assertThat(made.status()).as(made.location()).isEqualTo(200);
        return made.body().replaceAll("(?s).*?(bst_[a-zA-Z0-9]+).*", "$1");
    }

    private String id(PersonId machine, String order) {
        return sql.sql("select id::text from identity.api_token where person = ? order by created_at " + order)
                .param(machine.value())
                .query(String.class)
                .list()
                .getFirst();
    }

    private long recorded(String operation, String token) {
        return record.search(
                        somebody.with("auditor").actor(),
                        AuditQuery.of(Map.of("operation", operation, "object", "token:" + token)),
                        null,
                        20)
                .records()
                .size();
    }

    private long refusals(String reason) {
        return record
                .search(
                        somebody.with("auditor").actor(),
                        AuditQuery.of(Map.of("operation", "settings.edit", "result", "refused")),
                        null,
                        50)
                .records()
                .stream()
                .filter(found -> found.entry().content().contains(reason))
                .count();
    }

    /** What the page says of the token of this machine: other machines stand there too. */
    private String token(Browser page, PersonId machine) {
        String body = page.get(PAGE).body();
        int line = body.indexOf("Token of " + login(machine));
        return body.substring(line, body.indexOf("</p>", line));
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
            browser.go(page);
            browser.picture("directory-tokens");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            browser.press("Revoke");
            browser.picture("directory-revoke");
            browser.go("http://127.0.0.1:" + port + "/me/tokens");
            browser.picture("tokens-of-machines");
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
