package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A53: on change of responsibilities the related permissions are revoked immediately, in one transaction. */
@BastideTest
class DutyA53Test {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Duties duties;

    @Autowired
    private Joining joining;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private Clock clock;

    @Autowired
    private PlatformTransactionManager transactions;

    private TestPeople.Someone administrator;
    private TestPeople.Someone operator;
    private Browser browser;
    private String token;

    @BeforeEach
    void someoneWithLiveAccess() {
        administrator = somebody.with("administrator", "administrator");
        operator = somebody.with("operator");
        browser = operator.browser(port);
        token = somebody.token(operator.id());
        assertThat(browser.get("/me").status()).isEqualTo(200);
        assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(200);
    }

    @Nested
    class Holds {
        @Test
        void changeEndsSessionsAndTokensInItsTransaction() {
            duties.change(administrator.actor(), operator.id(), "developer");

            assertThat(browser.get("/me").location()).contains("/sign-in");
            assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(401);
            assertThat(duties.current(operator.id()).orElseThrow().duty()).isEqualTo("developer");
            assertThat(duties.history(operator.id())).hasSize(2);
            assertThat(simultaneous()).isTrue();
        }

        @Test
        void changeByApiDoesTheSame() {
            Browser.Answer answer = administrator
                    .browser(port)
                    .cookie("bastide-csrf", "t")
                    .json("POST", "/api/v1/people/" + operator.login() + "/duty", "{\"duty\":\"auditor\"}");

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("auditor");
            assertThat(browser.get("/me").location()).contains("/sign-in");
        }

        @Test
        void disablingEndsAllOfIt() {
            joining.disable(administrator.actor(), operator.id());

            assertThat(browser.get("/me").location()).contains("/sign-in");
            assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(401);
            assertThat(duties.current(operator.id())).isEmpty();
        }

        @Test
        void whatIsRolledBackEndsNothing() {
            Actor actor = administrator.actor();

            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                duties.change(actor, operator.id(), "developer");
                status.setRollbackOnly();
            });

            assertThat(browser.get("/me").status()).isEqualTo(200);
            assertThat(duties.current(operator.id()).orElseThrow().duty()).isEqualTo("operator");
        }
    }

    @Nested
    class Bites {
        @Test
        void databaseEndsSessionsWhoeverEndsTheDuty() {
            sql.sql("update identity.duty_assignment set ended_at = ? where person = ? and ended_at is null")
                    .params(Timestamp.from(clock.instant()), operator.id().value())
                    .update();

            assertThat(browser.get("/me").location()).contains("/sign-in");
            assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(401);
        }

        @Test
        void databaseRefusesSessionUnderEndedDuty() {
            UUID old = duties.current(operator.id()).orElseThrow().id().value();
            duties.change(administrator.actor(), operator.id(), "developer");

            assertThatThrownBy(() -> putSession(operator, old)).hasStackTraceContaining("this duty has ended");
            assertThatThrownBy(() -> putSession(
                            administrator,
                            duties.current(operator.id()).orElseThrow().id().value()))
                    .hasStackTraceContaining("belongs to another person");
        }

        @Test
        void databaseKeepsTheHistory() {
            UUID id = operator.id().value();
            duties.change(administrator.actor(), operator.id(), "developer");

            assertThatThrownBy(() -> sql.sql("update identity.duty_assignment set ended_at = null where person = ?")
                            .param(id)
                            .update())
                    .hasStackTraceContaining("has ended");
            assertThatThrownBy(() -> sql.sql(
                                    "update identity.duty_assignment set duty = 'iso' where person = ? and ended_at is null")
                            .param(id)
                            .update())
                    .hasStackTraceContaining("may only end");
            assertThatThrownBy(() -> sql.sql("delete from identity.duty_assignment where person = ?")
                            .param(id)
                            .update())
                    .hasStackTraceContaining("never deleted");
        }

        @Test
        void signInRacingWithTheChangeLeavesNothingAlive() throws Exception {
            for (int round = 0; round < 40; round++) {
                TestPeople.Someone mover = somebody.with("operator");
                UUID assignment = duties.current(mover.id()).orElseThrow().id().value();
                CountDownLatch start = new CountDownLatch(1);
                AtomicReference<String> outcome = new AtomicReference<>("made");
                try (ExecutorService both = Executors.newFixedThreadPool(2)) {
                    Future<?> change = both.submit(() -> {
                        start.await();
                        return duties.change(administrator.actor(), mover.id(), "developer");
                    });
                    Future<?> signIn = both.submit(() -> {
                        start.await();
                        try {
                            putSession(mover, assignment);
                        } catch (RuntimeException refused) {
                            outcome.set("refused");
                        }
                        return outcome;
                    });
                    start.countDown();
                    change.get();
                    signIn.get();
                }
                int alive = sql.sql("select count(*) from identity.web_session where person = ? and ended_at is null")
                        .param(mover.id().value())
                        .query(Integer.class)
                        .single();
                assertThat(alive).as("round %s: %s", round, outcome).isZero();
            }
        }

        @Test
        void nobodyChangesHisOwnDuty() {
            assertThatThrownBy(() -> duties.change(administrator.actor(), administrator.id(), "operator"))
                    .isInstanceOf(ActRefused.class);
            assertThatThrownBy(() -> sql.sql("""
                                    insert into identity.duty_assignment (id, person, duty, started_at, ended_at, made_by)
                                    values (?, ?, 'operator', ?, ?, ?)
                                    """)
                            .params(
                                    UUID.randomUUID(),
                                    administrator.id().value(),
                                    Timestamp.from(clock.instant()),
                                    Timestamp.from(clock.instant()),
                                    administrator.id().value())
                            .update())
                    .hasStackTraceContaining("nobody_makes_his_own_duty");
        }

        @Test
        void onlyWhoMayEditPeopleChangesADuty() {
            TestPeople.Someone viewer = somebody.with("auditor", "viewer");

            assertThatThrownBy(() -> duties.change(viewer.actor(), operator.id(), "developer"))
                    .isInstanceOf(ActRefused.class);
            Browser.Answer answer = viewer.browser(port)
                    .cookie("bastide-csrf", "t")
                    .json("POST", "/api/v1/people/" + operator.login() + "/duty", "{\"duty\":\"auditor\"}");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).containsEntry("x-bastide-exit", "3");
            assertThat(browser.get("/me").status()).isEqualTo(200);
        }
    }

    // The database gives the end of the duty and of what hung on it one and the same instant.
    private boolean simultaneous() {
        return sql.sql("""
                        select count(distinct t) = 1 from (
                            select ended_at as t from identity.duty_assignment where person = :p and ended_at is not null
                            union all select ended_at from identity.web_session where person = :p
                            union all select revoked_at from identity.api_token where person = :p) as ends
                        """)
                .param("p", operator.id().value())
                .query(Boolean.class)
                .single();
    }

    private Browser withToken() {
        return new Browser(port).header("Authorization", "Bearer " + token);
    }

    private void putSession(TestPeople.Someone person, UUID assignment) {
        sql.sql("""
                        insert into identity.web_session (id, token_hash, person, assignment, login, created_at, seen_at,
                            expires_at, address, agent)
                        values (gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), :person, :assignment, :login,
                            :now, :now, :end, '127.0.0.1', 'race')
                        """)
                .param("person", person.id().value())
                .param("assignment", assignment)
                .param("login", person.login())
                .param("now", Timestamp.from(clock.instant()))
                .param("end", Timestamp.from(clock.instant().plus(Duration.ofHours(1))))
                .update();
    }
}
