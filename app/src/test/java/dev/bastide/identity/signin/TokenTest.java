package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.identity.Joining;
import dev.bastide.identity.People;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tokens over HTTP: made by login, password and code, limited by scope and time, shown once. */
@BastideTest
class TokenTest {
    private static final String PASSWORD = "gravel-otter-mauve-seven";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Passwords passwords;

    @Autowired
    private People people;

    @Autowired
    private Joining joining;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestClock clock;

    @AfterEach
    void openAgain() {
        sql.sql("delete from identity.sign_in_failure").update();
    }

    @Test
    void commandLineGetsATokenByPasswordAndCode() {
        TestPeople.Someone administrator = administrator();

        Browser.Answer made = make(administrator, administrator.code(0), "");
        Browser cli = with(tokenIn(made));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(cli.get("/api/v1/people/" + administrator.login()).body()).contains(administrator.login());
        assertThat(stored(administrator)).doesNotContain(tokenIn(made));
        cli.header("Accept", "text/plain, application/problem+json");
        assertThat(cli.get("/api/v1/people/" + administrator.login()).body()).contains("duty\tadministrator\n");
        assertThat(cli.get("/api/v1/people?q=" + administrator.login()).body())
                .isEqualTo(administrator.login() + "\tadministrator\tactive\tTest " + administrator.login() + "\n");
    }

    @Test
    void wrongCodeGivesNone() {
        TestPeople.Someone administrator = administrator();

        Browser.Answer answer = make(administrator, "000000", "");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).containsEntry("x-bastide-exit", "3");
        assertThat(answer.body()).contains("Sign-in refused").doesNotContain(PASSWORD);
    }

    @Test
    void tokenOpensOnlyWhatItsScopesName() {
        TestPeople.Someone administrator = administrator();
        Browser reader = with(tokenIn(make(administrator, administrator.code(0), ",\"scopes\":[\"person.read\"]")));

        assertThat(reader.get("/api/v1/people").status()).isEqualTo(200);
        Browser.Answer refused = reader.json("POST", "/api/v1/people", "{\"login\":\"x\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("does not cover person.edit");
        assertThat(reader.get("/api/v1/tokens").status()).isEqualTo(403);
        assertThat(reader.get("/people/new").status()).isEqualTo(403);
    }

    @Test
    void tokenEndsAndIsRevoked() {
        TestPeople.Someone administrator = administrator();
        Browser cli = with(tokenIn(make(administrator, administrator.code(0), ",\"days\":2")));
        Browser other = with(tokenIn(make(administrator, administrator.code(1), "")));

        String id = find("\"id\":\"([0-9a-f-]{36})\"", cli.get("/api/v1/tokens").body());
        clock.advance(Duration.ofDays(2).plusSeconds(1));
        assertThat(cli.get("/api/v1/tokens").status()).isEqualTo(401);
        assertThat(other.get("/api/v1/tokens").status()).isEqualTo(200);
        clock.reset();

        assertThat(other.json("DELETE", "/api/v1/tokens/" + id, "").status()).isEqualTo(204);
    }

    @Test
    void tokenIsNotLongerThanAYear() {
        TestPeople.Someone administrator = administrator();

        assertThat(make(administrator, administrator.code(0), ",\"days\":366").status())
                .isEqualTo(403);
    }

    @Test
    void garbageIsNobody() {
        for (String secret : new String[] {"", "bst_", "bst_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x".repeat(4000)}) {
            assertThat(with(secret).get("/api/v1/tokens").status()).as(secret).isEqualTo(401);
        }
    }

    @Test
    void badTokenIsNotHelpedByAGoodCookie() {
        Browser both = administrator().browser(port).header("Authorization", "Bearer bst_wrong");

        assertThat(both.get("/api/v1/tokens").status()).isEqualTo(401);
    }

    @Test
    void ownerMakesTheTokenOfAMachineAndNobodyElseDoes() {
        TestPeople.Someone owner = administrator();
        TestPeople.Someone other = administrator();
        String robot = "robot-" + owner.login();
        Browser browser = owner.browser(port).cookie("bastide-csrf", "t");

        Browser.Answer added = browser.json(
                "POST",
                "/api/v1/people",
                "{\"login\":\"" + robot + "\",\"name\":\"Pipeline\",\"owner\":\"" + owner.login() + "\"}");
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        Browser.Answer made = browser.json("POST", "/api/v1/people/" + robot + "/tokens", "{\"name\":\"pipeline\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(with(tokenIn(made)).get("/api/v1/tokens").body()).contains("pipeline");
        assertThat(other.browser(port)
                        .cookie("bastide-csrf", "t")
                        .json("POST", "/api/v1/people/" + robot + "/tokens", "{\"name\":\"mine\"}")
                        .status())
                .isEqualTo(403);
        Browser pipeline = with(tokenIn(made));
        assertThat(browser.post("/people/" + people.byLogin(robot).orElseThrow().id() + "/invite")
                        .status())
                .isEqualTo(403);
        assertThat(new Browser(port)
                        .post("/sign-in", "login", robot, "password", PASSWORD, "code", "")
                        .status())
                .isEqualTo(403);
        joining.disable(other.actor(), owner.id());
        assertThat(pipeline.get("/api/v1/tokens").status()).isEqualTo(401);
    }

    private TestPeople.Someone administrator() {
        TestPeople.Someone administrator = somebody.with("administrator", "administrator");
        passwords.set(administrator.login(), PASSWORD);
        return administrator;
    }

    private Browser.Answer make(TestPeople.Someone person, String code, String more) {
        String body = "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\",\"name\":\"laptop\"%s}"
                .formatted(person.login(), PASSWORD, code, more);
        return new Browser(port).json("POST", "/api/v1/tokens", body);
    }

    private Browser with(String token) {
        return new Browser(port).header("Authorization", "Bearer " + token);
    }

    private String stored(TestPeople.Someone person) {
        return sql.sql("select encode(token_hash, 'escape') from identity.api_token where person = ?")
                .param(person.id().value())
                .query(String.class)
                .single();
    }

    private static String tokenIn(Browser.Answer answer) {
        return find("\"token\":\"(bst_[a-z2-7]+)\"", answer.body());
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }
}
