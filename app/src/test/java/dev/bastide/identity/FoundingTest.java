package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Founding closes once and for ever, with three people and two ratifications of exactly its list: at the database. */
class FoundingTest {
    private TestDatabase database;
    private JdbcClient sql;

    @BeforeEach
    void copy() {
        database = TestDatabase.copy();
        sql = database.sql();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void startsOpenWithNobody() {
        assertThat(openPeriods()).isEqualTo(1);
    }

    @Nested
    class WithThree {
        private UUID founder;
        private UUID second;
        private UUID third;

        @BeforeEach
        void people() {
            founder = person(true);
            second = person(true);
            third = person(true);
            sql.sql("insert into identity.founder (period, person, named_at) values (1, ?, now())")
                    .param(founder)
                    .update();
            act("planted the root");
            act("added a host");
        }

        @Test
        void twoOthersCloseIt() {
            ready();
            ratify(second);
            ratify(third);

            close();

            assertThat(openPeriods()).isZero();
        }

        @Test
        void founderDoesNotRatify() {
            assertThatThrownBy(() -> ratify(founder)).hasStackTraceContaining("does not ratify his own acts");
        }

        @Test
        void oneRatificationIsNotEnough() {
            ready();
            ratify(second);

            assertThatThrownBy(FoundingTest.this::close).hasStackTraceContaining("two others must ratify");
        }

        @Test
        void ratificationCountsForExactlyTheListThatWasRead() {
            ratify(second);
            ratify(third);
            act("one more host");
            ready();

            assertThatThrownBy(FoundingTest.this::close).hasStackTraceContaining("two others must ratify");
            assertThatThrownBy(() -> ratifyList(second, "0".repeat(64))).hasStackTraceContaining("list has changed");
        }

        @Test
        void personWithoutFactorDoesNotRatify() {
            UUID bare = person(false);

            assertThatThrownBy(() -> ratify(bare)).hasStackTraceContaining("has a second factor");
        }

        @Test
        void nothingIsAddedToTheListOnceThePowersHaveEnded() {
            ready();

            assertThatThrownBy(() -> act("a late host")).hasStackTraceContaining("founding is closed");
        }

        @Test
        void whatIsWrittenStays() {
            ratify(second);

            assertThatThrownBy(() -> sql.sql("update identity.founding_act set what = 'nothing'")
                            .update())
                    .hasStackTraceContaining("written once");
            assertThatThrownBy(
                            () -> sql.sql("delete from identity.founding_act").update())
                    .hasStackTraceContaining("written once");
            assertThatThrownBy(() -> sql.sql("delete from identity.founding_ratification")
                            .update())
                    .hasStackTraceContaining("written once");
            assertThatThrownBy(() -> sql.sql("update identity.founder set person = ?")
                            .param(second)
                            .update())
                    .hasStackTraceContaining("written once");
        }

        @Test
        void neverOpensAgainByItself() {
            ready();
            ratify(second);
            ratify(third);
            close();

            assertThatThrownBy(() -> sql.sql("update identity.founding_period set closed_at = null")
                            .update())
                    .hasStackTraceContaining("closed for ever");
            assertThatThrownBy(() ->
                            sql.sql("delete from identity.founding_period").update())
                    .hasStackTraceContaining("history");
            assertThatThrownBy(
                            () -> sql.sql("insert into identity.founding_period (number, opened_at) values (2, now())")
                                    .update())
                    .hasStackTraceContaining("founding does not open again");
            assertThatThrownBy(() -> sql.sql("""
                                    insert into identity.founding_period (number, opened_at, recovery)
                                    values (2, now(), gen_random_uuid())
                                    """).update()).hasStackTraceContaining("founding does not open again");
        }

        @Test
        void recoveryOpensItAndEndsEverySession() {
            ready();
            ratify(second);
            ratify(third);
            close();
            session(second);
            UUID recovery = UUID.randomUUID();

            sql.sql("insert into identity.recovery (id, at, reason) values (?, now(), 'all keys were lost in a fire')")
                    .param(recovery)
                    .update();
            sql.sql("insert into identity.founding_period (number, opened_at, recovery) values (2, now(), ?)")
                    .param(recovery)
                    .update();

            assertThat(openPeriods()).isEqualTo(1);
            assertThat(sql.sql("select count(*) from identity.web_session where ended_at is null")
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThatThrownBy(() -> sql.sql("""
                                    insert into identity.founding_period (number, opened_at, recovery, closed_at, ready_at)
                                    values (3, now(), ?, now(), now())
                                    """).param(recovery).update()).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void unfinishedFoundingIsAbandonedByARecoveryOnly() {
        UUID recovery = UUID.randomUUID();

        assertThatThrownBy(() -> abandon(recovery)).isInstanceOf(RuntimeException.class);
        sql.sql("insert into identity.recovery (id, at, reason) values (?, now(), 'the founder lost his phone')")
                .param(recovery)
                .update();
        abandon(recovery);
        sql.sql("insert into identity.founding_period (number, opened_at, recovery) values (2, now(), ?)")
                .param(recovery)
                .update();

        assertThat(openPeriods()).isEqualTo(1);
        assertThatThrownBy(() -> abandon(recovery)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void oneOrTwoPeopleAloneNeverGetItClosed() {
        UUID founder = person(true);
        UUID second = person(true);
        sql.sql("insert into identity.founder (period, person, named_at) values (1, ?, now())")
                .param(founder)
                .update();
        ratify(second);

        assertThatThrownBy(this::ready).hasStackTraceContaining("three people with second factors");
        assertThatThrownBy(this::close).isInstanceOf(RuntimeException.class);
    }

    @Test
    void everyRoleIsRefusedToOwnerOfTheDatabaseToo() {
        // Triggers bind the owner of the tables as well as the program, as long as he does not drop them.
        List<String> attempts = new ArrayList<>(List.of(
                "update identity.founding_period set ready_at = now()",
                "update identity.founding_period set closed_at = now(), ready_at = now()",
                "delete from identity.founding_period"));

        for (String attempt : attempts) {
            assertThatThrownBy(() -> database.owner().sql(attempt).update())
                    .as(attempt)
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(openPeriods()).isEqualTo(1);
    }

    private void abandon(UUID recovery) {
        sql.sql("update identity.founding_period set closed_at = now(), abandoned_by = ? where closed_at is null")
                .param(recovery)
                .update();
    }

    private int openPeriods() {
        return sql.sql("select count(*) from identity.founding_period where closed_at is null")
                .query(Integer.class)
                .single();
    }

    private UUID person(boolean factor) {
        UUID id = UUID.randomUUID();
        String login = "p" + id.toString().substring(0, 8);
        sql.sql(
                        "insert into identity.person (id, name, email, kind, created_at) values (?, ?, 'p@example.org', 'human', now())")
                .params(id, login)
                .update();
        sql.sql("insert into identity.login (name, person, main, created_at) values (?, ?, true, now())")
                .params(login, id)
                .update();
        sql.sql(
                        "insert into identity.duty_assignment (id, person, duty, started_at) values (gen_random_uuid(), ?, 'approver', now())")
                .param(id)
                .update();
        if (factor) {
            sql.sql("""
                            insert into identity.factor (id, person, kind, name, sealed, created_at, confirmed_at)
                            values (gen_random_uuid(), ?, 'totp', 'a', '\\x00', now(), now())
                            """).param(id).update();
        }
        return id;
    }

    private void session(UUID person) {
        sql.sql("""
                        insert into identity.web_session (id, token_hash, person, assignment, login, created_at, seen_at,
                            expires_at, address, agent)
                        select gen_random_uuid(), sha256('x'), a.person, a.id, l.name, now(), now(),
                            now() + interval '1 hour', '127.0.0.1', 'test'
                        from identity.duty_assignment a join identity.login l on l.person = a.person
                        where a.person = ?
                        """).param(person).update();
    }

    private void act(String what) {
        sql.sql("insert into identity.founding_act (period, at, actor, what) values (1, now(), 'founder', ?)")
                .param(what)
                .update();
    }

    private void ratify(UUID person) {
        ratifyList(
                person,
                sql.sql("select identity.founding_list_hash(1)")
                        .query(String.class)
                        .single());
    }

    private void ratifyList(UUID person, String hash) {
        sql.sql("""
                        insert into identity.founding_ratification (period, person, list_hash, evaluation, at)
                        values (1, ?, ?, 'read line by line', now())
                        """).params(person, hash).update();
    }

    private void ready() {
        sql.sql("update identity.founding_period set ready_at = now() where number = 1")
                .update();
    }

    private void close() {
        sql.sql(
                        "update identity.founding_period set closed_at = now(), ready_at = coalesce(ready_at, now()) where number = 1")
                .update();
    }
}
