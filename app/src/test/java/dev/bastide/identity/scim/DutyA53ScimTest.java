package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A53 by SCIM: who moves or leaves in the directory loses here, in one transaction, what hung on the old duty. */
@BastideTest
class DutyA53ScimTest {
    private static final int SECONDS_MAX = 60;

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Duties duties;

    @Autowired
    private DutyMappings mappings;

    @Autowired
    private Provisioning provisioning;

    @Autowired
    private ActorOf actors;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private Clock clock;

    @Autowired
    private PlatformTransactionManager transactions;

    private TestPeople.Someone owner;
    private TestPeople.Someone operator;
    private PersonId machine;
    private Provider provider;
    private Browser browser;
    private String token;

    @BeforeEach
    void someoneWithLiveAccess() {
        owner = somebody.with("administrator", "administrator");
        machine = somebody.directory(owner);
        provider = new Provider(port, somebody.token(machine, Provisioning.ACT));
        mappings.put(owner.actor(), new DutyMappings.Row("department", "Platform Operations", "operator"));
        mappings.put(owner.actor(), new DutyMappings.Row("department", "Development", "developer"));
        mappings.put(owner.actor(), new DutyMappings.Row("title", "Internal Auditor", "auditor"));
        operator = somebody.with("operator", "viewer");
        browser = operator.browser(port);
        token = somebody.token(operator.id());
        assertThat(browser.get("/me").status()).isEqualTo(200);
        assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(200);
    }

    @Nested
    class Holds {
        @Test
        void aMoverLosesAllThatHungOnTheOldDutyAtOnce() {
            assertThat(provider.move(id(), "Development").status()).isEqualTo(200);

            assertThat(duty()).isEqualTo("developer");
            allIsOver();
        }

        @Test
        void aWordThatNamesNoDutyLeavesNoneAndEndsEverything() {
            Provider.Answer answer = provider.move(id(), "Gardening");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("active").asBoolean()).isTrue();
            assertThat(duty()).isEqualTo("none");
            allIsOver();
        }

        @Test
        void aTitleAndADepartmentThatDifferLeaveNone() {
            provider.patch(id(), """
                    {"op": "replace", "value": {"title": "Internal  AUDITOR", "%s": {"department": "Development"}}}
                    """.formatted(Provider.ENTERPRISE));

            assertThat(duty()).isEqualTo("none");
            allIsOver();
        }

        @Test
        void aLeaverIsDisabledByActiveFalse() {
            provider.patch(id(), "{\"op\": \"replace\", \"path\": \"active\", \"value\": false}");

            assertThat(duty()).isEqualTo("none");
            assertThat(active()).isFalse();
            allIsOver();
        }

        @Test
        void aLeaverIsDisabledByDeleteAndHisHistoryStays() {
            assertThat(provider.delete(id()).status()).isEqualTo(204);

            assertThat(provider.get("/Users/" + id()).status()).isEqualTo(404);
            assertThat(provider.find("userName eq \"" + operator.login() + "\"")
                            .json()
                            .path("totalResults")
                            .asInt())
                    .isZero();
            assertThat(active()).isFalse();
            assertThat(duties.history(operator.id())).hasSize(1);
            allIsOver();
        }

        @Test
        void whatPeopleDecidedStandsUntilTheDirectorySaysSomethingElse() {
            provider.move(id(), "Development");
            duties.change(owner.actor(), operator.id(), "responder");

            provider.patch(id(), "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"Nora Berg\"}");
            provider.move(id(), "development ");

            assertThat(duty()).isEqualTo("responder");
        }

        @Test
        void whoIsAnnouncedHasTheDutyOfHisWordsAndNothingElse() {
            Provider.Answer known = provider.add("newcomer-" + operator.login(), "platform operations");
            Provider.Answer unknown = provider.add("stranger-" + operator.login(), "gardening");

            PersonId person = PersonId.of(known.id());
            Browser administrator = owner.browser(port);
            assertThat(administrator.get("/people/" + unknown.id()).status()).isEqualTo(200);
            assertThat(administrator.get("/people?q=stranger").status()).isEqualTo(200);
            assertThat(administrator.post("/people/" + unknown.id() + "/invite").status())
                    .isEqualTo(200);
            assertThat(known.status()).as(known.body()).isEqualTo(201);
            assertThat(duties.current(person).orElseThrow().duty()).isEqualTo("operator");
            assertThat(duties.current(PersonId.of(unknown.id()))).isEmpty();
            for (String table : new String[] {"identity.factor", "access.role_grant", "identity.ssh_key"}) {
                assertThat(count("select count(*) from " + table + " where person = ?", person.value()))
                        .as(table)
                        .isZero();
            }
            assertThat(count(
                            "select count(*) from identity.password w join identity.login l on l.name = w.login where l.person = ?",
                            person.value()))
                    .isZero();
        }
    }

    @Nested
    class Bites {
        @Test
        void theDatabaseLetsAMachineGiveOnlyWhatTheTableNames() {
            provider.move(id(), "Gardening");

            assertThatThrownBy(() -> give(operator.id(), "developer")).hasStackTraceContaining("only the duty that");
            assertThatThrownBy(() -> sql.sql("""
                                    insert into identity.duty_mapping (attribute, value, duty, made_by, made_at, mark)
                                    values ('title', 'boss', 'administrator', ?, now(), sha256('guessed'))
                                    """).param(owner.id().value()).update())
                    .hasStackTraceContaining("duty_mapping_duty_check");
        }

        @Test
        void theDatabaseLetsNoMachineGiveItsOwnerADuty() {
            TestPeople.Someone human = somebody.newcomer("operator");
            PersonId own = somebody.directory(human);
            Provider hand = new Provider(port, somebody.token(own, Provisioning.ACT));

            assertThat(hand.move(human.id().toString(), "Development").status()).isEqualTo(200);

            assertThat(duties.current(human.id())).isEmpty();
            machine = own;
            assertThatThrownBy(() -> give(human.id(), "developer")).hasStackTraceContaining("only the duty that");
        }

        @Test
        void anAdministratorIsMovedByPeopleOnly() {
            TestPeople.Someone other = somebody.with("administrator");

            Provider.Answer moved = provider.move(other.id().toString(), "Gardening");

            assertThat(moved.status()).isEqualTo(403);
            assertThat(moved.body()).doesNotContain("administrator ");
            assertThat(duties.current(other.id()).orElseThrow().duty()).isEqualTo("administrator");
            assertThatThrownBy(() -> sql.sql("""
                                    update identity.duty_assignment set ended_at = now(), ended_by = ?
                                    where person = ? and ended_at is null
                                    """)
                            .params(machine.value(), other.id().value())
                            .update())
                    .hasStackTraceContaining("takes no duty from an administrator who has not left");
            assertThat(told(owner, "identity.directory.kept")).isEqualTo(1);
        }

        @Test
        void anAdministratorWhoLeftLosesEverythingAtOnceAndOthersAreTold() {
            for (boolean deleted : new boolean[] {false, true}) {
                TestPeople.Someone other = somebody.with("administrator", "administrator");
                Browser signedIn = other.browser(port);
                Browser program = new Browser(port).header("Authorization", "Bearer " + somebody.token(other.id()));
                assertThat(signedIn.get("/me").status()).isEqualTo(200);
                assertThat(program.get("/api/v1/tokens").status()).isEqualTo(200);

                Provider.Answer left = deleted
                        ? provider.delete(other.id().toString())
                        : provider.patch(
                                other.id().toString(),
                                "{\"op\": \"replace\", \"path\": \"active\", \"value\": \"False\"}");

                assertThat(left.status()).isEqualTo(deleted ? 204 : 200);
                assertThat(duties.current(other.id())).isEmpty();
                assertThat(signedIn.get("/me").status()).isNotEqualTo(200);
                assertThat(program.get("/api/v1/tokens").status()).isEqualTo(401);
                assertThat(count(
                                "select count(*) from identity.web_session where person = ? and ended_at is null",
                                other.id().value()))
                        .isZero();
                assertThat(told(owner, "identity.directory.administrator-left")).isEqualTo(deleted ? 2 : 1);
            }
        }

        private int told(TestPeople.Someone person, String key) {
            return count(
                    "select count(*) from notification.notice n join notification.inbox i on i.notice_id = n.id"
                            + " where n.key = '" + key + "' and i.person_id = ?",
                    person.id().value());
        }

        @Test
        void theFounderIsKeptFromTheDirectoryWhileFoundingIsOpen() {
            Actor actor = actors.person(machine, "127.0.0.1", AccessMethod.API, null);

            assertThatThrownBy(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                        somebody.founder(operator.id());
                        provisioning.disable(actor, operator.id());
                    }))
                    .isInstanceOf(ActRefused.class)
                    .hasMessage("identity.scim.kept.founder");
            assertThatThrownBy(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                        somebody.founder(operator.id());
                        sql.sql("update identity.duty_assignment set ended_at = now(), ended_by = ? where person = ?")
                                .params(machine.value(), operator.id().value())
                                .update();
                    }))
                    .hasStackTraceContaining("or the founder");
            assertThat(browser.get("/me").status()).isEqualTo(200);
        }

        @Test
        void aMachineIsNobodyToTheDirectory() {
            String unknown = provider.get("/Users/" + UUID.randomUUID()).body();

            assertThat(provider.get("/Users/" + machine).body()).isEqualTo(unknown);
            assertThat(provider.delete(machine.toString()).body()).isEqualTo(unknown);
            assertThat(provider.move(somebody.machine(owner).toString(), "Development")
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void behindWhomADirectoryMadeStandsItsOwner() {
            PersonId person = PersonId.of(
                    provider.add("made-" + operator.login(), "development").id());

            assertThat(sql.sql("select identity.hands_behind(?)")
                            .param(person.value())
                            .query(UUID.class)
                            .list())
                    .contains(machine.value(), owner.id().value());
        }

        @Test
        void signInRacingWithTheDirectoryLeavesNothingAlive() throws Exception {
            for (int round = 0; round < 20; round++) {
                TestPeople.Someone mover = somebody.with("operator");
                UUID assignment = duties.current(mover.id()).orElseThrow().id().value();
                CountDownLatch start = new CountDownLatch(1);
                try (ExecutorService both = Executors.newFixedThreadPool(2)) {
                    Future<Integer> change = both.submit(() -> {
                        start.await();
                        return provider.move(mover.id().toString(), "Development")
                                .status();
                    });
                    Future<?> signIn = both.submit(() -> {
                        start.await();
                        return putSession(mover, assignment);
                    });
                    start.countDown();
                    signIn.get();
                    assertThat(change.get()).isEqualTo(200);
                }
                assertThat(count(
                                "select count(*) from identity.web_session where person = ? and ended_at is null",
                                mover.id().value()))
                        .as("round %s", round)
                        .isZero();
            }
        }
    }

    private void allIsOver() {
        assertThat(browser.get("/me").location()).contains("/sign-in");
        assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(401);
        UUID person = operator.id().value();
        assertThat(count("select count(*) from identity.web_session where person = ? and ended_at is null", person))
                .isZero();
        assertThat(count("select count(*) from identity.api_token where person = ? and revoked_at is null", person))
                .isZero();
        assertThat(count("select count(*) from access.role_grant where person = ? and ended_at is null", person))
                .isZero();
        assertThat(sql.sql("""
                        select max(extract(epoch from e.at - a.ended_at)) from identity.duty_assignment a
                        join (select assignment, ended_at as at from identity.web_session
                            union all select assignment, revoked_at from identity.api_token
                            union all select assignment, ended_at from access.role_grant) e on e.assignment = a.id
                        where a.person = ? and a.ended_at is not null
                        """).param(person).query(Double.class).single()).isBetween(0.0, (double) SECONDS_MAX);
    }

    private String id() {
        return operator.id().toString();
    }

    private String duty() {
        return duties.current(operator.id()).map(DutyAssignment::duty).orElse("none");
    }

    private boolean active() {
        return sql.sql("select disabled_at is null from identity.person where id = ?")
                .param(operator.id().value())
                .query(Boolean.class)
                .single();
    }

    private int count(String query, UUID person) {
        return sql.sql(query).param(person).query(Integer.class).single();
    }

    private void give(PersonId person, String duty) {
        sql.sql("""
                        insert into identity.duty_assignment (id, person, duty, started_at, made_by)
                        values (gen_random_uuid(), ?, ?, now(), ?)
                        """).params(person.value(), duty, machine.value()).update();
    }

    private Browser withToken() {
        return new Browser(port).header("Authorization", "Bearer " + token);
    }

    private boolean putSession(TestPeople.Someone person, UUID assignment) {
        Timestamp now = Timestamp.from(clock.instant());
        try {
            sql.sql("""
                            insert into identity.web_session (id, token_hash, person, assignment, login, created_at,
                                seen_at, expires_at, address, agent)
                            values (gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), :person, :assignment,
                                :login, :now, :now, :end, '127.0.0.1', 'race')
                            """)
                    .param("person", person.id().value())
                    .param("assignment", assignment)
                    .param("login", person.login())
                    .param("now", now)
                    .param("end", Timestamp.from(clock.instant().plus(Duration.ofHours(1))))
                    .update();
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }
}
