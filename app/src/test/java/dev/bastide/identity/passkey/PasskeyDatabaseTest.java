package dev.bastide.identity.passkey;

import static dev.bastide.testing.PasskeyForms.confirm;
import static dev.bastide.testing.PasskeyForms.enrolled;
import static dev.bastide.testing.PasskeyForms.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.identity.SecondFactor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.SoftPasskey;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database keeps of passkeys, whoever writes to it. */
@BastideTest
class PasskeyDatabaseTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

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
        browser = person.browser(port);
        passkey = enrolled(browser, port);
    }

    @Test
    void databaseKeepsTheRules() {
        UUID id = passkeyOf(person);
        assertThat(confirm(browser, passkey.countedTo(9).show(options(browser, "/me/confirm/passkey/options")))
                        .status())
                .isEqualTo(204);

        bites("update identity.passkey set sign_count = 3 where factor = ?", id, "only grows");
        bites("update identity.passkey set credential = sha256('another') where factor = ?", id, "stays what it was");
        bites("delete from identity.passkey where factor = ?", id, "never deleted");
        bites("delete from identity.factor where id = ?", id, "never deleted");
        bites("update identity.factor set confirmed_at = null where id = ?", id, "stays confirmed");
        bites(
                "update identity.passkey_challenge set used_at = null where used_at is not null and purpose <> ?",
                "x",
                "used once");
        bites(
                "insert into identity.factor (id, person, kind, name, sealed, created_at, confirmed_at)"
                        + " values (gen_random_uuid(), ?, 'passkey', 'none', '', now(), now())",
                person.id().value(),
                "has a credential");
    }

    @Test
    void keyPutInAtTheDatabaseOpensNothing() {
        TestPeople.Someone other = somebody.with("operator");
        SoftPasskey theirs = enrolled(other.browser(port), port);
        // The sealed key of one person under the factor of another: it does not open there.
        sql.sql("""
                        update identity.factor set sealed = (select sealed from identity.factor
                            where person = :other and kind = 'passkey')
                        where person = :person and kind = 'passkey'
                        """)
                .param("other", other.id().value())
                .param("person", person.id().value())
                .update();
        clock.advance(SecondFactor.FRESH.plusSeconds(1));
        String forged = theirs.of(person.id().value())
                .show(options(browser, "/me/confirm/passkey/options"))
                .replace(theirs.id(), passkey.id());

        Browser.Answer answer = confirm(browser, forged);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("This passkey was not accepted");
    }

    private void bites(String statement, Object parameter, String words) {
        assertThatThrownBy(() -> sql.sql(statement).param(parameter).update()).hasStackTraceContaining(words);
    }

    private UUID passkeyOf(TestPeople.Someone owner) {
        return sql.sql("select id from identity.factor where person = ? and kind = 'passkey'")
                .param(owner.id().value())
                .query(UUID.class)
                .single();
    }
}
