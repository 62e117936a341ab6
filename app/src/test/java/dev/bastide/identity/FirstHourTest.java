package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import dev.bastide.page.BadInput;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** From the printed link to a first administrator with a second factor who invites others: on an empty installation. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=first-hour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstHourTest {
    private static final String PASSWORD = "gravel-otter-mauve-seven";

    @LocalServerPort
    private int port;

    @Autowired
    private FirstAdministrator links;

    @Autowired
    private People people;

    @Autowired
    private Founding founding;

    @Autowired
    private Clock clock;

    @Autowired
    private Recovery recovery;

    @Autowired
    private TestPeople somebody;

    private String link = "";
    private Browser browser = new Browser(0);

    @Test
    @Order(1)
    void newerLinkEndsTheOlder() {
        String older = links.link().orElseThrow();
        link = links.link().orElseThrow();

        assertThat(new Browser(port).get(older).status()).isEqualTo(410);
        assertThat(new Browser(port).get(link).status()).isEqualTo(200);
        assertThat(new Browser(port).get("/first-administrator/guess").status()).isEqualTo(410);
    }

    @Test
    @Order(2)
    void weakPasswordIsRefusedBesideItsField() {
        browser = new Browser(port);

        Browser.Answer answer = send(browser, "Summer2026!!", "Summer2026!!");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("guessed first").doesNotContain("Summer2026!!");
        assertThat(send(browser, PASSWORD, PASSWORD + "x").body()).contains("differ");
        assertThat(people.active()).isEmpty();
    }

    @Test
    @Order(3)
    void linkMakesTheFirstAdministratorOnce() {
        Map<Browser, Browser.Answer> answers = new ConcurrentHashMap<>();
        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                four.execute(() -> {
                    Browser racing = new Browser(port);
                    answers.put(racing, send(racing, PASSWORD, PASSWORD));
                });
            }
        }

        assertThat(answers.values()).extracting(Browser.Answer::status).containsExactlyInAnyOrder(302, 410, 410, 410);
        answers.forEach((racing, answer) -> browser = answer.status() == 302 ? racing : browser);
        assertThat(Objects.requireNonNull(answers.get(browser)).location()).endsWith("/me/factors");
        assertThat(send(new Browser(port), PASSWORD, PASSWORD).status()).isEqualTo(410);
        assertThat(links.link()).isEmpty();
        assertThat(people.active()).hasSize(1);
        assertThat(founding.founder())
                .contains(people.byLogin("nora").orElseThrow().id());
    }

    @Test
    @Order(4)
    void canDoNothingBeforeTheSecondFactor() {
        assertThat(browser.get("/people").location()).endsWith("/me/factors");
    }

    @Test
    @Order(5)
    void enrolsAndGoesOn() {
        Browser.Answer page = browser.get("/me/factors");
        String secret = find("<code>([A-Z2-7 ]{32,60})</code>", page.body()).replace(" ", "");
        String action = find("action=\"(/me/factors/[0-9a-f-]+/confirm)\"", page.body());

        assertThat(browser.post(action, "code", "000000").body()).contains("wrong");
        Browser.Answer codes = browser.post(action, "code", Totp.codeAt(Base32.decode(secret), clock.instant()));

        assertThat(codes.status()).isEqualTo(200);
        assertThat(codes.body()).contains("Recovery codes");
        assertThat(Pattern.compile("[a-z2-7]{4}(-[a-z2-7]{4}){3}")
                        .matcher(codes.body())
                        .results()
                        .count())
                .isGreaterThanOrEqualTo(RecoveryCodes.COUNT);
        assertThat(people.byLogin("nora").orElseThrow().secondFactor()).isTrue();
    }

    @Test
    @Order(6)
    void founderAddsAndInvitesPeople() throws Exception {
        Eventually.holds(
                "the founder's powers begin everywhere",
                Duration.ofSeconds(5),
                () -> browser.get("/people").status() == 200);

        Browser.Answer added = browser.post(
                "/people", "name", "Mei Lin", "login", "mei", "email", "mei@example.org", "duty", "approver");
        Browser.Answer invited = browser.post(added.location().replaceFirst(".*(/people/)", "$1") + "/invite");
        String invitation = find("(/invitation/[a-z2-7]+)", invited.body());
        Browser mei = new Browser(port);
        String token = invitation.substring("/invitation/".length());

        assertThat(mei.get(invitation).body()).contains("Mei Lin");
        assertThat(mei.post("/invitation", "token", token, "password", PASSWORD, "again", PASSWORD)
                        .location())
                .endsWith("/me/factors");
        assertThat(new Browser(port)
                        .post("/invitation", "token", token, "password", PASSWORD, "again", PASSWORD)
                        .status())
                .isEqualTo(410);
        assertThat(mei.get("/me/factors").body()).contains("<svg");
        assertThat(founding.acts()).extracting(Founding.Act::what).anyMatch(what -> what.contains("mei"));
    }

    @Test
    @Order(7)
    void aTakenLoginStandsAtItsFieldWithAllThatWasTyped() {
        Browser.Answer again = browser.post(
                "/people", "name", "Mei Ling", "login", "mei", "email", "ling@example.org", "duty", "operator");

        assertThat(again.status()).isEqualTo(422);
        assertThat(again.body())
                .contains("id=\"e-login\">The login mei is taken. Choose another.")
                .contains("value=\"Mei Ling\"", "value=\"mei\"", "value=\"ling@example.org\"");
        Browser.Answer further =
                browser.post("/people/" + people.byLogin("mei").orElseThrow().id() + "/logins", "login", "nora");
        assertThat(further.status()).isEqualTo(200);
        assertThat(further.body()).contains("id=\"e-login\">The login nora is taken.", "value=\"nora\"");
    }

    @Test
    @Order(8)
    void oneAloneIsToldThatNothingIsEnforceable() {
        assertThat(browser.get("/founding").body())
                .contains("Not enforceable here")
                .contains("1 of 3 people")
                .contains("How founding ends", "within ten seconds", "give the second role to approve last");
        assertThat(browser.get("/permissions/request").body()).contains("founding ends and with it your powers");
        assertThat(browser.get("/people").body()).contains("Founding is open");
        founding.settle();
        assertThat(founding.open()).isTrue();
    }

    @Test
    @Order(9)
    void threeWithRolesEndThePowersAndTwoOthersRatify() throws Exception {
        TestPeople.Someone first = somebody.with("approver", "approver");
        TestPeople.Someone second = somebody.with("approver");
        assertThat(founding.state().enforceable()).isTrue();
        List<Browser.Answer> given = new ArrayList<>();
        Eventually.holds("the tree has the node that was written", Duration.ofSeconds(20), () -> {
            given.add(grant(second));
            return given.getLast().status() == 302;
        });
        assertThat(browser.get(given.getLast().location().replaceFirst(".*(/permissions/)", "$1"))
                        .body())
                .contains("It was the last thing that founding waited for: within ten seconds");
        founding.settle();

        assertThat(founding.open()).isFalse();
        Eventually.holds(
                "the founder's powers end everywhere",
                Duration.ofSeconds(5),
                () -> browser.get("/people/new").status() == 403);
        String hash = founding.state().listHash();
        assertThat(ratify(first, "0".repeat(64)).status()).isEqualTo(403);
        assertThat(ratify(first, hash).body()).contains("\"ratifications\":1");
        assertThat(ratify(first, hash).status()).isEqualTo(403);
        assertThat(founding.state().closed()).isFalse();
        assertThat(ratify(second, hash).body()).contains("\"closed\":true");
        assertThat(second.again(port).get("/founding").body()).contains("closed for ever");
    }

    private Browser.Answer grant(TestPeople.Someone person) {
        return browser.post(
                "/permissions/request",
                "person",
                person.id().toString(),
                "role",
                "approver",
                "node",
                somebody.root(person.id()).toString(),
                "days",
                "30",
                "reason",
                "decides about operations");
    }

    @Test
    @Order(10)
    void recoveryEndsEverySessionAndGivesANewLink() {
        String path = recovery.recover("all keys were lost in a fire");

        assertThat(browser.get("/people").location()).contains("/sign-in");
        assertThat(founding.open()).isTrue();
        founding.settle();
        assertThat(founding.open()).isTrue();
        assertThat(new Browser(port).get(path).status()).isEqualTo(200);
        assertThatThrownBy(() -> recovery.recover("short")).isInstanceOf(BadInput.class);
    }

    private Browser.Answer ratify(TestPeople.Someone person, String hash) {
        return person.again(port)
                .cookie("bastide-csrf", "t")
                .json(
                        "POST",
                        "/api/v1/founding/ratify",
                        "{\"hash\":\"" + hash + "\",\"evaluation\":\"read line by line\"}");
    }

    private Browser.Answer send(Browser sender, String password, String again) {
        return sender.post(
                "/first-administrator",
                "token",
                link.substring("/first-administrator/".length()),
                "name",
                "Nora Lindqvist",
                "email",
                "nora@example.org",
                "login",
                "nora",
                "password",
                password,
                "again",
                again);
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }
}
