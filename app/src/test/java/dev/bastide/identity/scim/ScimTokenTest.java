package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who may speak for a directory: a machine account with the right and a token for nothing else; and what is recorded. */
@BastideTest
class ScimTokenTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditSearch record;

    @Autowired
    private People people;

    @Autowired
    private DutyMappings mappings;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestClock clock;

    private TestPeople.Someone owner;
    private TestPeople.Someone operator;
    private PersonId machine;
    private String token;

    @BeforeEach
    void aDirectory() {
        owner = somebody.with("administrator", "administrator");
        operator = somebody.with("operator");
        machine = somebody.directory(owner);
        token = somebody.token(machine, Provisioning.ACT);
        mappings.put(owner.actor(), new DutyMappings.Row("department", "Token trials", "auditor"));
    }

    @Test
    void aWrongAnExpiredAndNoTokenGetTheSameAnswer() {
        Provider.Answer none = new Provider(port, "").get("/Users");
        Provider.Answer wrong =
                new Provider(port, "bst_" + "0".repeat(40)).delete(operator.id().toString());
        assertThat(new Provider(port, token).get("/Users").status()).isEqualTo(200);
        clock.advance(Duration.ofDays(301));
        Provider.Answer expired = new Provider(port, token).move(operator.id().toString(), "Token trials");

        for (Provider.Answer answer : List.of(none, wrong, expired)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(none.body()).contains("\"401\"");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.header("Content-Type")).startsWith("application/scim+json");
        }
        clock.reset();
        assertThat(active()).isTrue();
    }

    @Test
    void aTokenForMoreOrForLessIsRefused() {
        PersonId powerless = somebody.machine(owner);
        String[] tokens = {
            somebody.token(somebody.directory(owner), "all"),
            somebody.token(somebody.directory(owner), Provisioning.ACT, "person.read"),
            somebody.token(somebody.directory(owner), "person.edit"),
            somebody.token(powerless, Provisioning.ACT),
            somebody.token(owner.id(), Provisioning.ACT),
            somebody.token(owner.id(), "all")
        };

        for (String other : tokens) {
            Provider.Answer answer =
                    new Provider(port, other).delete(operator.id().toString());
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body())
                    .isEqualTo(new Provider(port, tokens[0]).get("/Users").body());
        }
        assertThat(owner.browser(port).get("/scim/v2/Users").status()).isEqualTo(403);
        assertThat(active()).isTrue();
    }

    @Test
    void theTokenOpensNothingElse() {
        Browser program = new Browser(port).header("Authorization", "Bearer " + token);

        for (String path : List.of("/api/v1/people", "/api/v1/tokens", "/api/v1/operations", "/api/v1/audit")) {
            assertThat(program.get(path).status()).as(path).isEqualTo(403);
        }
        Browser.Answer edit =
                program.json("POST", "/api/v1/people/" + operator.login() + "/duty", "{\"duty\":\"auditor\"}");
        assertThat(edit.status()).isEqualTo(403);
    }

    @Test
    void actsAndRefusalsAreRecordedInTheNameOfTheMachine() {
        Provider provider = new Provider(port, token);
        provider.move(operator.id().toString(), "Token trials");
        provider.move(owner.id().toString(), "Token trials");

        List<AuditRecord> done = records("person.change-duty");
        List<AuditRecord> refused = records(Provisioning.ACT).stream()
                .filter(entry -> entry.result() == Result.REFUSED)
                .toList();
        assertThat(done).singleElement().satisfies(entry -> {
            assertThat(entry.method()).isEqualTo(AccessMethod.API);
            assertThat(entry.content()).contains("from operator to auditor");
            assertThat(entry.objectId()).isEqualTo("person:" + operator.id());
        });
        assertThat(refused).singleElement().satisfies(entry -> {
            assertThat(entry.method()).isEqualTo(AccessMethod.API);
            assertThat(entry.content())
                    .contains("identity.scim.kept.administrator")
                    .contains("PATCH");
        });
    }

    @Test
    void aFloodIsSlowedDown() {
        String other = somebody.token(machine, Provisioning.ACT);
        Provider provider = new Provider(port, other);
        Provider.Answer answer = provider.get("/ResourceTypes");
        for (int i = 0; i < 3_000 && answer.status() == 200; i++) {
            answer = provider.get("/ResourceTypes");
        }

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isNotBlank();
        assertThat(new Provider(port, token).get("/ResourceTypes").status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(1));
        assertThat(provider.get("/ResourceTypes").status()).isEqualTo(200);
    }

    @Test
    void wordsAreKeptOnThePageOfTheDirectory() {
        Browser browser = owner.browser(port);

        browser.post("/settings/directory", "attribute", "title", "word", "  Night   WATCH ", "duty", "responder");
        Browser.Answer boss =
                browser.post("/settings/directory", "attribute", "title", "word", "Boss", "duty", "administrator");

        assertThat(browser.get("/settings/directory").body())
                .contains("night watch")
                .contains("/scim/v2");
        assertThat(boss.status()).isNotEqualTo(302);
        assertThat(mappings.dutyOf("NIGHT watch", null)).contains("responder");
        assertThat(mappings.dutyOf("night watch", "token trials"))
                .as("two words that differ")
                .isEmpty();
        browser.post("/settings/directory/remove", "of", "title", "word", "night watch");
        assertThat(mappings.dutyOf("night watch", null)).isEmpty();
        assertThat(operator.browser(port).get("/settings/directory").status()).isEqualTo(403);
    }

    private boolean active() {
        return sql.sql("select disabled_at is null from identity.person where id = ?")
                .param(operator.id().value())
                .query(Boolean.class)
                .single();
    }

    private List<AuditRecord> records(String operation) {
        return record
                .search(
                        somebody.with("auditor").actor(),
                        AuditQuery.of(Map.of("user", people.require(machine).login(), "operation", operation)),
                        null,
                        20)
                .records()
                .stream()
                .map(StoredRecord::entry)
                .toList();
    }
}
