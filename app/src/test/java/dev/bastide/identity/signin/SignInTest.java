package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.identity.Attempts;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.LostFactors;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Signing in over HTTP: what works, and that every refusal looks alike. */
@BastideTest
class SignInTest {
    private static final String PASSWORD = "gravel-otter-mauve-seven";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Passwords passwords;

    @Autowired
    private Enrolment enrolment;

    @Autowired
    private People people;

    @Autowired
    private LostFactors losses;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestClock clock;

    @AfterEach
    void openAgain() {
        sql.sql("delete from identity.sign_in_failure").update();
    }

    @Test
    void signsInWithPasswordAndCode() {
        TestPeople.Someone operator = operator();
        Browser browser = new Browser(port);

        Browser.Answer page = browser.get("/sign-in?next=/me/factors");
        Browser.Answer answer = signIn(browser, operator.login(), PASSWORD, operator.code(0));

        assertThat(page.status()).isEqualTo(200);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).endsWith("/me");
        assertThat(browser.get("/me/factors").body()).contains("Second factors");
        assertThat(answer.headers().get("set-cookie"))
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Path=/");
    }

    @Test
    void refusalsLookAlike() {
        TestPeople.Someone operator = operator();
        TestPeople.Someone locked = operator();
        for (int i = 0; i < Attempts.PER_ACCOUNT; i++) {
            signIn(from("198.51.100.7"), locked.login(), "wrong", "000000");
        }

        List<Browser.Answer> answers = List.of(
                signIn(new Browser(port), "nobody-here", PASSWORD, "123456"),
                signIn(new Browser(port), operator.login(), "wrong password", operator.code(0)),
                signIn(new Browser(port), operator.login(), PASSWORD, "000000"),
                signIn(new Browser(port), operator.login(), PASSWORD, ""),
                signIn(new Browser(port), locked.login(), PASSWORD, locked.code(0)));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("set-cookie");
        });
        assertThat(answers.stream().map(SignInTest::withoutWhatWasTyped))
                .containsOnly(withoutWhatWasTyped(answers.getFirst()));
    }

    @Test
    void refusalsLeaveOnTheSameBeat() {
        TestPeople.Someone operator = operator();

        assertThat(elapsedMillis(() -> signIn(new Browser(port), "nobody-here", "x", "1")))
                .isGreaterThanOrEqualTo(390);
        assertThat(elapsedMillis(() -> signIn(new Browser(port), operator.login(), PASSWORD, "000000")))
                .isGreaterThanOrEqualTo(390);
    }

    @Test
    void codeIsAcceptedOnce() {
        TestPeople.Someone operator = operator();
        String code = operator.code(0);

        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, code).status())
                .isEqualTo(302);
        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, code).status())
                .isEqualTo(403);
        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, operator.code(-1))
                        .status())
                .isEqualTo(403);
        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, operator.code(1))
                        .status())
                .isEqualTo(302);
    }

    @Test
    void accountClosesForEverySourceAndOpensAgain() {
        TestPeople.Someone operator = operator();
        for (int i = 0; i < Attempts.PER_ACCOUNT; i++) {
            signIn(new Browser(port), operator.login(), "wrong", "");
        }

        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, operator.code(0))
                        .status())
                .isEqualTo(403);
        clock.advance(Attempts.WINDOW.plusSeconds(1));
        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, operator.code(0))
                        .status())
                .isEqualTo(302);
    }

    @Test
    void sourceClosesForEveryAccount() {
        TestPeople.Someone operator = operator();
        fillSource("127.0.0.1");

        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, operator.code(0))
                        .status())
                .isEqualTo(403);
        clock.advance(Attempts.WINDOW.plusSeconds(1));
        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, operator.code(0))
                        .status())
                .isEqualTo(302);
    }

    @Test
    void forgedForwardedHeaderDoesNotChangeTheSource() {
        TestPeople.Someone operator = operator();

        signIn(from("203.0.113.99"), operator.login(), PASSWORD, operator.code(0));

        String address = sql.sql("select address from identity.web_session where person = ?")
                .param(operator.id().value())
                .query(String.class)
                .single();
        assertThat(address).isEqualTo("127.0.0.1");
        fillSource("127.0.0.1");
        assertThat(signIn(from("203.0.113.98"), operator.login(), PASSWORD, operator.code(1))
                        .status())
                .isEqualTo(403);
        clock.advance(Attempts.WINDOW.plusSeconds(1));
    }

    @Test
    void nextIsOnlyEverAPathOfOurs() {
        for (String evil : List.of("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x")) {
            TestPeople.Someone operator = operator();
            Browser.Answer answer = new Browser(port)
                    .post(
                            "/sign-in",
                            "login",
                            operator.login(),
                            "password",
                            PASSWORD,
                            "code",
                            operator.code(0),
                            "next",
                            evil);

            assertThat(answer.location()).doesNotContain("evil").doesNotContain("javascript");
        }
    }

    @Test
    void formWithoutTokenIsRefused() {
        TestPeople.Someone operator = operator();
        Browser browser = operator.browser(port);
        browser.get("/me");

        Browser.Answer forged = browser.cookie("bastide-csrf", "another").post("/me", "_csrf", "guess");

        assertThat(forged.status()).isEqualTo(403);
    }

    @Test
    void anotherAuthorizationThanATokenDoesNotExcuseTheFormToken() {
        TestPeople.Someone operator = operator();
        String path = "/api/v1/people/" + operator.login() + "/keys";
        String key = "{\"key\":\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "B".repeat(43) + " forged\"}";

        for (String header : new String[] {"Basic YTpi", "bearer bst_wrong", "Negotiate x"}) {
            Browser forging = operator.again(port).header("Authorization", header);
            assertThat(forging.json("POST", path, key).status()).as(header).isEqualTo(403);
        }
        Browser honest = operator.again(port).cookie("bastide-csrf", "mine").header("Authorization", "Basic YTpi");
        assertThat(honest.json("POST", path, key).status()).isEqualTo(201);
    }

    @Test
    void signOutEndsTheSession() {
        Browser browser = operator().browser(port);
        assertThat(browser.get("/me").status()).isEqualTo(200);
        String secret = browser.cookie("bastide");

        browser.post("/sign-out");

        assertThat(new Browser(port).cookie("bastide", secret).get("/me").location())
                .contains("/sign-in");
    }

    @Test
    void listedSessionIsRevokedFromAnother() {
        TestPeople.Someone operator = operator();
        Browser here = operator.browser(port);
        Browser there = new Browser(port);
        signIn(there, operator.login(), PASSWORD, operator.code(0));
        String id = sql.sql("select id::text from identity.web_session where person = ? and agent <> 'test'")
                .param(operator.id().value())
                .query(String.class)
                .single();

        assertThat(here.get("/me/sessions").body()).contains(id);
        here.post("/me/sessions/" + id + "/end");

        assertThat(there.get("/me").location()).contains("/sign-in");
        assertThat(here.get("/me").status()).isEqualTo(200);
    }

    @Test
    void sessionEndsWhenIdleAndWhenOld() {
        Browser idle = operator().browser(port);
        clock.advance(WebSessions.IDLE.plusSeconds(1));
        assertThat(idle.get("/me").location()).contains("/sign-in");

        Browser busy = operator().browser(port);
        for (Duration gone = Duration.ZERO; gone.compareTo(WebSessions.ABSOLUTE) < 0; gone = gone.plusMinutes(50)) {
            busy.get("/me");
            clock.advance(Duration.ofMinutes(50));
        }
        assertThat(busy.get("/me").location()).contains("/sign-in");
    }

    @Test
    void personWithoutFactorCanOnlyEnrol() {
        TestPeople.Someone operator = operator();
        loseTheFactorByTwoOthersWord(operator);
        Browser browser = new Browser(port);

        assertThat(signIn(browser, operator.login(), PASSWORD, "").status()).isEqualTo(302);

        assertThat(browser.get("/me/keys").location()).endsWith("/me/factors");
        assertThat(browser.get("/people").location()).endsWith("/me/factors");
        assertThat(browser.get("/api/v1/people").status()).isEqualTo(401);
        assertThat(browser.get("/me/factors").body()).contains("<svg").contains("Add a second factor");
    }

    @Test
    void recoveryCodeOpensOnce() {
        TestPeople.Someone operator = operator();
        String code = enrolment.renewCodes(operator.actor()).getFirst();

        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, code.toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(302);
        assertThat(signIn(new Browser(port), operator.login(), PASSWORD, code).status())
                .isEqualTo(403);
    }

    @Test
    void reportOfALostFactorAnswersAlike() {
        TestPeople.Someone operator = operator();

        Browser.Answer right = new Browser(port).post("/lost-factor", "login", operator.login(), "password", PASSWORD);
        Browser.Answer wrong = new Browser(port).post("/lost-factor", "login", operator.login(), "password", "guess");
        Browser.Answer nobody = new Browser(port).post("/lost-factor", "login", "nobody-here", "password", PASSWORD);

        assertThat(withoutWhatWasTyped(wrong)).isEqualTo(withoutWhatWasTyped(right));
        assertThat(withoutWhatWasTyped(nobody)).isEqualTo(withoutWhatWasTyped(right));
        assertThat(sql.sql("select count(*) from identity.lost_factor where person = ?")
                        .param(operator.id().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private TestPeople.Someone operator() {
        TestPeople.Someone operator = somebody.with("operator");
        passwords.set(operator.login(), PASSWORD);
        return operator;
    }

    private void loseTheFactorByTwoOthersWord(TestPeople.Someone person) {
        Person lost = people.require(person.id());
        losses.ask(Actor.stranger(person.login(), "127.0.0.1", AccessMethod.CONSOLE), lost);
        UUID request = sql.sql("select id from identity.lost_factor where person = ?")
                .param(person.id().value())
                .query(UUID.class)
                .single();
        for (int i = 0; i < 2; i++) {
            TestPeople.Someone other = somebody.with("approver");
            assertThat(other.browser(port)
                            .post("/lost-factor/" + request + "/confirm", "evaluation", "called on a known number")
                            .status())
                    .isEqualTo(302);
        }
    }

    private Browser from(String address) {
        return new Browser(port).header("X-Forwarded-For", address);
    }

    private static Browser.Answer signIn(Browser browser, String login, String password, String code) {
        return browser.post("/sign-in", "login", login, "password", password, "code", code, "next", "/me");
    }

    private void fillSource(String source) {
        for (int i = 0; i < Attempts.PER_SOURCE; i++) {
            sql.sql("insert into identity.sign_in_failure (account, source, at) values (sha256(?), ?, now())")
                    .params(("filler" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8), source)
                    .update();
        }
    }

    private static String withoutWhatWasTyped(Browser.Answer answer) {
        return answer.body()
                .replaceAll("value=\"[^\"]*\"", "")
                .replaceAll("content=\"[^\"]*\"", "")
                .replaceAll("[0-9-]{10}T[0-9:.]+Z", "");
    }

    private static long elapsedMillis(Runnable act) {
        long started = System.nanoTime();
        act.run();
        return Duration.ofNanos(System.nanoTime() - started).toMillis();
    }
}
