package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.factor.Totp;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Two others read everything that gives power before they ratify it (A49): all of a set-up file, and, after a recovery,
 * all that nobody had ratified before it.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=recovered-list")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoveredListTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8gYrLY+N79RKwHrasaY4gtUMzN/YG2USCGE1kMTYRF nora@laptop";
    private static final String LONG =
            ("      - echo " + "y".repeat(400) + "\n").repeat(5).strip();

    @LocalServerPort
    private int port;

    @Autowired
    private Setup setup;

    @Autowired
    private Founding founding;

    @Autowired
    private Ratification ratification;

    @Autowired
    private Recovery recovery;

    @Autowired
    private People people;

    @Autowired
    private ActorOf actors;

    @Autowired
    private TestDatabase database;

    @Autowired
    private TestClock clock;

    private List<String> before = List.of();

    @BeforeAll
    void found() {
        String person = """
                    duty: operator
                    keys:
                      - %s
                    deputy: otto
                    token: bst_%s
                    logins:
                      - nora.berg
                """.formatted(KEY, "t".repeat(40));
        setup.apply(Company.setupFile("""
                hosts:
                  - name: web-01
                    node: /shop/web
                    address: 192.0.2.7
                    accounts:
                      - deploy
                    host-keys:
                      - %s
                specifications:
                  - id: restart-web
                    name: Restart the web server
                    parameters: []
                    steps:
                      %s
                      - echo last of them
                    rollback:
                      %s
                      - echo back again
                """.formatted(KEY.replace("MTYRF", "MTYRE"), LONG, LONG))
                .replace("    duty: operator\n", person));
        founding.settle();
        assertThat(founding.unratified()).isTrue();
        before = acts();
    }

    @Test
    @Order(1)
    void holdsEverythingThatGivesPower() {
        assertThat(acts())
                .anyMatch(act -> act.matches("SSH key of Nora Berg \\(nora\\): ssh-ed25519 SHA256:.*"))
                .contains("Otto Berg (otto) is deputy of Nora Berg (nora)")
                .contains("Password of Nora Berg (nora), known to whoever wrote the file")
                .contains("Second factor of Nora Berg (nora)")
                .contains("Login nora.berg of Nora Berg (nora)")
                .anyMatch(act -> act.startsWith("Token of Nora Berg (nora): set-up file with scopes all, until "))
                .anyMatch(act -> act.startsWith("Role operator on /shop for Nora Berg (nora), until "))
                .anyMatch(act -> act.startsWith("Planted /shop/web: production, tier 1, owner Ben Berg (ben)"))
                .anyMatch(act -> act.startsWith("Host web-01 at 192.0.2.7") && act.endsWith("accounts deploy (key)"))
                .anyMatch(act -> act.startsWith("Host key of /shop/web/web-01: ssh-ed25519 SHA256:"));
    }

    @Test
    @Order(2)
    void bitesAStepThatWouldStandPastTheEndOfARow() {
        List<String> parts = acts().stream()
                .filter(act -> act.contains("part ") && act.contains(" of 2) "))
                .toList();

        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst())
                .startsWith("(part 1 of 2) Specification restart-web")
                .contains("echo last of them");
        assertThat(parts.getLast()).startsWith("(part 2 of 2) ").endsWith("echo back again");
    }

    @Test
    @Order(3)
    void holdsWhatNobodyRatifiedAfterARecovery() {
        ratify("ben");
        turnTheFirst("Nothing to see here");

        recovery.recover("the authenticators of all were lost");

        List<String> after = acts();
        assertThat(after.getFirst())
                .startsWith("Opened again by a recovery, with " + before.size() + " acts that nobody had ratified: ");
        assertThat(after.get(1))
                .isEqualTo("Not ratified before the recovery: Written or changed past Bastide: Nothing to see here");
        assertThat(after.subList(2, after.size()))
                .isEqualTo(before.subList(1, before.size()).stream()
                        .map(act -> "Not ratified before the recovery: " + act)
                        .toList());
        assertThat(founding.state().ratifications()).isZero();
    }

    @Test
    @Order(4)
    void saysWhyFoundingStaysOpen() {
        founding.settle();
        assertThat(founding.open()).isTrue();
        assertThat(founding.waitsFor()).isEqualTo(Founding.Waits.TIME);

        Browser reader = signIn("otto");
        String until = Founding.minute(founding.recoveringUntil());
        assertThat(until).isNotEmpty();
        assertThat(reader.get("/").body())
                .contains("This installation was recovered: founding is open again until " + until)
                .doesNotContain("still need the role to approve");
        assertThat(reader.get("/founding").body())
                .contains("founding stays open until " + until, "SSH key of Nora Berg")
                .doesNotContain("still need the role to approve");
        assertThat(ratification.mayRatify(actor("ben")))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo("identity.founding.recovering"));
    }

    @Test
    @Order(5)
    void aSecondRecoveryTakesThemOverOnce() {
        int acts = acts().size();
        clock.advance(Duration.ofHours(1));

        recovery.recover("the first link was lost as well");

        assertThat(acts()).hasSize(acts + 1);
        assertThat(acts().stream().filter(act -> act.contains("SSH key of Nora Berg")))
                .hasSize(1);
    }

    @Test
    @Order(6)
    void twoOthersRatifyAllOfIt() {
        clock.advance(Founding.RECOVERING.plusHours(2));
        founding.settle();
        assertThat(founding.unratified()).isTrue();

        ratify("ben");
        ratify("carl");

        assertThat(founding.state().closed()).isTrue();
    }

    private List<String> acts() {
        return founding.acts().stream().map(Founding.Act::what).toList();
    }

    private Browser signIn(String login) {
        clock.advance(Duration.ofSeconds(Totp.STEP_SECONDS));
        Browser browser = new Browser(port);
        String code = Company.codeAt(login, Totp.stepAt(clock.instant()));
        browser.post("/sign-in", "login", login, "password", Company.password(), "code", code);
        return browser;
    }

    private void ratify(String login) {
        clock.advance(Duration.ofSeconds(Totp.STEP_SECONDS));
        String code = Company.codeAt(login, Totp.stepAt(clock.instant()));
        ratification.ratify(actor(login), founding.state().listHash(), "read line by line", code);
    }

    private Actor actor(String login) {
        PersonId person = people.byLogin(login).orElseThrow().id();
        return actors.person(person, "127.0.0.1", AccessMethod.CONSOLE, null);
    }

    private void turnTheFirst(String what) {
        JdbcClient owner = database.owner();
        owner.sql("alter table identity.founding_act disable trigger user").update();
        try {
            owner.sql("""
                            update identity.founding_act set what = ?
                            where number = (select min(number) from identity.founding_act)
                            """).param(what).update();
        } finally {
            owner.sql("alter table identity.founding_act enable trigger user").update();
        }
    }
}
