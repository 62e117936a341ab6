package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A mistyped name or address is corrected by an administrator, with the old and the new value in the record. */
@BastideTest
class CorrectionTest {
    private final int port;
    private final TestPeople somebody;
    private final People people;
    private final Joining joining;
    private final Correction correction;
    private final AuditSearch record;
    private final JdbcClient sql;
    private final Clock clock;

    private TestPeople.Someone admin;
    private Browser browser;

    @Autowired
    CorrectionTest(
            @LocalServerPort int port,
            TestPeople somebody,
            People people,
            Joining joining,
            Correction correction,
            AuditSearch record,
            JdbcClient sql,
            Clock clock) {
        this.port = port;
        this.somebody = somebody;
        this.people = people;
        this.joining = joining;
        this.correction = correction;
        this.record = record;
        this.sql = sql;
        this.clock = clock;
        this.admin = somebody.with("administrator", "administrator");
        this.browser = admin.browser(port);
    }

    private PersonId id;
    private String login = "";

    @BeforeEach
    void add() {
        login = "mia-" + UUID.randomUUID().toString().substring(0, 8);
        id = joining.add(
                admin.actor(), NewPerson.human(login, "Mia Typo " + login, login + "@exmaple.org", "", "operator"));
    }

    @Test
    void aNewcomersNameAndAddressAreCorrectedAndHisOldLinkEnds() {
        String link =
                browser.post("/people/" + id + "/invite").body().replaceFirst("(?s).*(/invitation/[a-z2-7]+).*", "$1");
        assertThat(new Browser(port).get(link).status()).isEqualTo(200);
        assertThat(browser.get("/people/" + id).body()).contains("value=\"" + login + "@exmaple.org\"");

        Browser.Answer done = browser.post(
                "/people/" + id + "/correct", "name", "Mia Right " + login, "email", login + "@example.org");

        assertThat(done.status()).as(done.body()).isEqualTo(302);
        assertThat(people.require(id).name()).isEqualTo("Mia Right " + login);
        assertThat(people.require(id).email()).isEqualTo(login + "@example.org");
        assertThat(new Browser(port).get(link).status()).isEqualTo(410);
        assertThat(record.search(
                                admin.actor(),
                                AuditQuery.of(Map.of("user", admin.login(), "operation", "person.correct")),
                                null,
                                20)
                        .records())
                .anySatisfy(one -> assertThat(one.entry().content())
                        .contains("from Mia Typo " + login + " to Mia Right " + login)
                        .contains("from " + login + "@exmaple.org to " + login + "@example.org"));
    }

    @Test
    void whatIsWrongStandsAtItsFieldWithWhatWasTyped() {
        Browser.Answer again = browser.post("/people/" + id + "/correct", "name", "Mia Kept", "email", "no address");

        assertThat(again.body()).contains("id=\"e-email\"", "value=\"no address\"", "value=\"Mia Kept\"");
        String other = people.require(admin.id()).name();
        assertThatThrownBy(() -> correction.correct(admin.actor(), id, other, login + "@example.org"))
                .isInstanceOf(BadInput.class);
    }

    @Test
    void bitesOnesOwnNameAndWhoMayNotEditPeople() {
        assertThatThrownBy(() -> correction.correct(admin.actor(), admin.id(), "Somebody Else", "a@example.org"))
                .isInstanceOf(ActRefused.class)
                .matches(refused -> ((ActRefused) refused).reason().key().equals("identity.correct.own"));
        Browser.Answer operator = somebody.with("operator")
                .browser(port)
                .post("/people/" + id + "/correct", "name", "Mia Other", "email", login + "@example.org");
        assertThat(operator.status()).isEqualTo(403);
        assertThat(people.require(id).name()).startsWith("Mia Typo");
    }

    @Test
    void bitesAtTheDatabaseWithoutAnotherHumansHand() {
        assertThatThrownBy(() -> sql.sql("update identity.person set email = 'x@example.org' where id = ?")
                        .param(id.value())
                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> sql.sql("""
                                update identity.person set email = 'x@example.org', corrected_by = id, corrected_at = now()
                                where id = ?
                                """).param(id.value()).update()).isInstanceOf(DataAccessException.class);
        browser.post("/people/" + id + "/invite");
        assertThatThrownBy(() -> sql.sql("""
                                update identity.person set email = 'x@example.org', corrected_by = ?, corrected_at = ?
                                where id = ?
                                """)
                        .params(admin.id().value(), java.sql.Timestamp.from(clock.instant()), id.value())
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void whomTheDirectoryKeepsIsCorrectedThere() {
        sql.sql("""
                        insert into identity.directory_entry (person, external_id, heard_at, mark)
                        values (?, ?, now(), sha256('test'))
                        """).params(id.value(), login).update();
        try {
            assertThat(browser.get("/people/" + id).body()).contains("Correct them in the directory");
            assertThat(browser.post("/people/" + id + "/correct", "name", "Mia Other", "email", login + "@example.org")
                            .status())
                    .isEqualTo(403);
        } finally {
            sql.sql("delete from identity.directory_entry where person = ?")
                    .param(id.value())
                    .update();
        }
    }
}
