package dev.bastide.identity.passkey;

import static dev.bastide.testing.PasskeyForms.confirm;
import static dev.bastide.testing.PasskeyForms.enrolled;
import static dev.bastide.testing.PasskeyForms.keep;
import static dev.bastide.testing.PasskeyForms.options;
import static dev.bastide.testing.PasskeyForms.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.identity.Joining;
import dev.bastide.identity.SecondFactor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.SoftPasskey;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.sql.Timestamp;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Passkeys over HTTP with an authenticator in software that can be made to lie, and at the database. */
@BastideTest
class PasskeyTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private SecondFactor factor;

    @Autowired
    private Joining joining;

    @Autowired
    private AuditSearch record;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestClock clock;

    private TestPeople.Someone person;
    private Browser browser;
    private SoftPasskey passkey;

    @BeforeEach
    void enrol() {
        person = somebody.with("operator");
        browser = person.browser(port).cookie("bastide-csrf", "t");
        passkey = enrolled(browser, port);
    }

    @AfterEach
    void openAgain() {
        sql.sql("delete from identity.sign_in_failure").update();
    }

    @Test
    void isListedNamedAndRecorded() {
        assertThat(browser.get("/me/factors").body()).contains("Passkey · blue key");
        assertThat(recorded("factor.add")).contains("passkey blue key", "no attestation asked for");
        assertThat(browser.get("/me/confirm/passkey").body()).contains("true");
    }

    @Test
    void signsInAlone() {
        Browser stranger = new Browser(port);

        Browser.Answer answer = signIn(stranger, passkey, "", "");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(stranger.get("/me").status()).isEqualTo(200);
        assertThat(recorded("session.sign-in")).contains("passkey alone, its user verified: blue key");
    }

    @Test
    void confirmsThePersonOfTheSessionForFiveMinutes() {
        clock.advance(SecondFactor.FRESH.plusSeconds(1));
        assertThat(browser.get("/me/factors/new").location()).contains("/me/confirm");

        assertThat(confirm(browser, passkey.show(confirmOptions())).status()).isEqualTo(204);

        assertThat(browser.get("/me/factors/new").status()).isEqualTo(200);
        assertThat(browser.post("/me/confirm", "code", "", "next", "/me").location())
                .endsWith("/me");
        assertThat(recorded("factor.confirm")).contains("confirmed by passkey blue key");
        clock.advance(SecondFactor.FRESH.plusSeconds(1));
        assertThat(browser.post("/me/confirm", "code", "", "next", "/me").status())
                .isEqualTo(200);
    }

    @Test
    void isRemovedButNeverTheLast() {
        String last = id("passkey");
        browser.post("/me/factors/" + id("totp") + "/remove");
        assertThat(browser.get("/me/factors").body()).contains("SSH needs an authenticator");
        assertThat(factor.showsCodes(person.id())).isFalse();

        assertThat(browser.post("/me/factors/" + last + "/remove").status()).isEqualTo(403);

        assertThat(browser.get("/me/factors").body()).contains("blue key");
        assertThatThrownBy(() -> sql.sql("update identity.factor set removed_at = now() where id = ?::uuid")
                        .param(last)
                        .update())
                .hasStackTraceContaining("the last second factor stays");
    }

    /** Whatever is wrong: refused, recorded, and nothing is fresh afterwards. */
    @Nested
    class Bites {
        @BeforeEach
        void stale() {
            clock.advance(SecondFactor.FRESH.plusSeconds(1));
        }

        @Test
        void anotherAddress() {
            refused(passkey.at("https://bastide.example.net").show(confirmOptions()), "by another address");
        }

        @Test
        void challengeShownTwice() {
            String options = confirmOptions();
            assertThat(confirm(browser, passkey.show(options)).status()).isEqualTo(204);
            clock.advance(SecondFactor.FRESH.plusSeconds(1));

            refused(passkey.show(options), "its challenge is unknown, used");
        }

        @Test
        void replayedAnswer() {
            String answer = passkey.show(confirmOptions());
            assertThat(confirm(browser, answer).status()).isEqualTo(204);
            clock.advance(SecondFactor.FRESH.plusSeconds(1));

            refused(answer, "its challenge is unknown, used");
        }

        @Test
        void challengeThatIsOver() {
            String options = confirmOptions();
            clock.advance(Challenges.OPEN_FOR.plusSeconds(1));

            refused(passkey.show(options), "its challenge is unknown, used, over");
        }

        @Test
        void challengeOfAnotherSessionOrPurpose() {
            Browser other = person.again(port).cookie("bastide-csrf", "t");
            refused(passkey.show(options(other, "/me/confirm/passkey/options")), "given to another");
            refused(passkey.show(options(new Browser(port), "/sign-in/passkey/options")), "given to another");
        }

        @Test
        void anotherPersonsPasskey() {
            TestPeople.Someone other = somebody.with("operator");
            SoftPasskey theirs = enrolled(other.browser(port), port);

            refused(theirs.show(confirmOptions()), "it is another person's");
            refused(theirs.of(person.id().value()).show(confirmOptions()), "it is another person's");
        }

        @Test
        void counterThatWentBack() {
            assertThat(confirm(browser, passkey.countedTo(40).show(confirmOptions()))
                            .status())
                    .isEqualTo(204);
            clock.advance(SecondFactor.FRESH.plusSeconds(1));

            refused(passkey.countedTo(40).show(confirmOptions()), "its counter went back");
            refused(passkey.countedTo(3).show(confirmOptions()), "its counter went back");
        }

        @Test
        void userThatWasNotVerified() {
            refused(passkey.unverified().show(confirmOptions()), "did not verify its user");
        }

        @Test
        void signatureOfAnotherKey() {
            SoftPasskey forger = new SoftPasskey(origin()).of(person.id().value());
            String forged = forger.show(confirmOptions()).replace(forger.id(), passkey.id());

            refused(forged, "the signature is not this passkey's");
        }

        @Test
        void removedPasskey() {
            String options = confirmOptions();
            sql.sql("update identity.factor set removed_at = now() where id = ?::uuid")
                    .param(id("passkey"))
                    .update();

            refused(passkey.show(options), "it was removed");
            assertThat(signIn(new Browser(port), passkey, "", "").status()).isEqualTo(403);
        }

        @Test
        void garbage() {
            for (String wrong : new String[] {"", "{}", "null", "[]", "x".repeat(30_000), "{\"id\":\"AA\"}"}) {
                refused(wrong, "cannot be read");
                sql.sql("delete from identity.sign_in_failure").update();
            }
        }

        @Test
        void tooManyClose() {
            for (int i = 0; i < 8; i++) {
                confirm(browser, "{}");
            }

            assertThat(confirm(browser, passkey.show(confirmOptions())).body()).contains("Too many");
        }

        @Test
        void tokenIsNoBrowser() {
            Browser program = new Browser(port).header("Authorization", "Bearer " + somebody.token(person.id()));

            assertThat(program.json("POST", "/me/confirm/passkey/options", "{}").body())
                    .contains("Only a browser");
            assertThat(program.json("POST", "/me/confirm/passkey", "{\"response\":\"\"}")
                            .status())
                    .isEqualTo(403);
        }

        private void refused(String answer, String why) {
            assertThat(confirm(browser, answer).status()).isEqualTo(403);
            assertThat(browser.get("/me/factors/new").location()).contains("/me/confirm");
            assertThat(recorded("factor.confirm")).contains("passkey refused").contains(why);
        }
    }

    @Test
    void refusesTheDisabledAndThoseWithoutADuty() {
        TestPeople.Someone administrator = somebody.with("administrator", "administrator");
        TestPeople.Someone idle = somebody.with("operator");
        SoftPasskey theirs = enrolled(idle.browser(port), port);
        sql.sql("update identity.duty_assignment set ended_at = ? where person = ? and ended_at is null")
                .params(Timestamp.from(clock.instant()), idle.id().value())
                .update();
        joining.disable(administrator.actor(), person.id());

        assertThat(signIn(new Browser(port), passkey, "", "").status()).isEqualTo(403);
        assertThat(signIn(new Browser(port), theirs, "", "").status()).isEqualTo(403);
        assertThat(browser.get("/me").location()).contains("/sign-in");
    }

    @Test
    void signInIsBoundToTheBrowserThatAsked() {
        String options = options(new Browser(port), "/sign-in/passkey/options");
        Browser thief = new Browser(port);
        options(thief, "/sign-in/passkey/options");

        assertThat(thief.post("/sign-in", "login", "", "password", "", "passkey", passkey.show(options))
                        .status())
                .isEqualTo(403);
        assertThat(thief.get("/me").location()).contains("/sign-in");
    }

    @Test
    void namesNobodyToStrangers() {
        assertThat(options(new Browser(port), "/sign-in/passkey/options"))
                .contains("\"allowCredentials\":[]")
                .contains("\"userVerification\":\"required\"");
    }

    @Test
    void isEnrolledOnlyBehindAFreshFactorAndOnce() {
        SoftPasskey second = new SoftPasskey(origin());
        String options = options(browser, "/me/factors/passkey/options");
        assertThat(keep(browser, second.make(options)).status()).isEqualTo(302);
        assertThat(keep(browser, second.make(options)).body()).contains("took too long");
        assertThat(keep(browser, second.make(options(browser, "/me/factors/passkey/options")))
                        .body())
                .contains("registered already");
        assertThat(keep(
                                browser,
                                new SoftPasskey("https://evil.example")
                                        .make(options(browser, "/me/factors/passkey/options")))
                        .body())
                .contains("asked for by another address");
        assertThat(keep(
                                browser,
                                new SoftPasskey(origin())
                                        .unverified()
                                        .make(options(browser, "/me/factors/passkey/options")))
                        .body())
                .contains("did not check that it is you");
        assertThat(recorded("factor.add")).contains("passkey refused");

        clock.advance(SecondFactor.FRESH.plusSeconds(1));
        assertThat(browser.json("POST", "/me/factors/passkey/options", "{}").status())
                .isEqualTo(403);
        assertThat(keep(browser, second.make(options)).location()).contains("/me/confirm");
    }

    private String confirmOptions() {
        return options(browser, "/me/confirm/passkey/options");
    }

    private String id(String kind) {
        return sql.sql("""
                        select id::text from identity.factor where person = ? and kind = ? and removed_at is null
                        """)
                .params(person.id().value(), kind)
                .query(String.class)
                .single();
    }

    private String recorded(String operation) {
        return record.search(
                        somebody.with("auditor").actor(),
                        AuditQuery.of(Map.of("user", person.login(), "operation", operation)),
                        null,
                        1)
                .records()
                .getFirst()
                .entry()
                .content();
    }

    private String origin() {
        return "http://localhost:" + port;
    }
}
