package dev.bastide.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.testing.AlarmCounts;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A53 by LDAP: who moves or leaves in the directory that is read loses here what hung on the old duty. */
@BastideTest
class DutyA53LdapTest {
    private static final String OPERATIONS = "ldap operations";
    private static final String DEVELOPMENT = "ldap development";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Duties duties;

    @Autowired
    private People people;

    @Autowired
    private LdapSources sources;

    @Autowired
    private LdapStandings standings;

    @Autowired
    private LdapRun run;

    @Autowired
    private JdbcClient sql;

    private TestLdap server;
    private TestPeople.Someone owner;
    private PersonId machine;
    private TestPeople.Someone operator;
    private List<TestPeople.Someone> others;
    private Browser browser;
    private String token;

    @BeforeEach
    void aDirectoryThatKnowsPeopleWithLiveAccess() {
        // People of the tests before are unknown to this one's directory, which is another.
        sql.sql("delete from identity.directory_entry where external_id like 'ldap:%'")
                .update();
        sql.sql("delete from identity.ldap_source").update();
        standings.forget();
        server = new TestLdap(0);
        owner = somebody.with("administrator", "administrator");
        machine = somebody.directory(owner);
        TestLdap.name(owner.again(port), OPERATIONS, "operator");
        TestLdap.name(owner.again(port), DEVELOPMENT, "developer");
        operator = somebody.with("operator", "viewer");
        others = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            others.add(somebody.with("operator"));
            server.add(others.getLast().login(), OPERATIONS);
        }
        server.add(operator.login(), OPERATIONS);
        browser = operator.browser(port);
        token = somebody.token(operator.id());
        assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        server.close();
        sql.sql("delete from identity.ldap_source").update();
    }

    @Nested
    class Holds {
        @Test
        void aMoverLosesAllThatHungOnTheOldDutyAtOnce() {
            begin();
            server.move(operator.login(), DEVELOPMENT);

            run.run();

            assertThat(duty()).isEqualTo("developer");
            allIsOver();
            assertThat(outcome()).isEqualTo(LdapStanding.Outcome.DONE);
        }

        @Test
        void whoseEntryIsGoneIsDisabled() {
            begin();
            server.delete(operator.login());

            run.run();

            assertThat(duty()).isEqualTo("none");
            assertThat(person().active()).isFalse();
            allIsOver();
            assertThat(others).allMatch(other -> people.require(other.id()).active());
        }

        @Test
        void whomTheDirectoryMarksAsGoneIsDisabledAndNotBroughtBack() {
            sources.save(owner.actor(), TestLdap.leaving(source(), "employeeType", "left"));
            agreeAndRun();
            server.set(operator.login(), "employeeType", "left");

            run.run();
            assertThat(person().active()).isFalse();
            allIsOver();

            server.set(operator.login(), "employeeType", "active");
            run.run();
            assertThat(person().active()).isFalse();
        }

        @Test
        void aWordThatNamesNoDutyEndsEverything() {
            begin();
            server.move(operator.login(), "gardening");

            run.run();

            assertThat(duty()).isEqualTo("none");
            assertThat(person().active()).isTrue();
            allIsOver();
        }

        @Test
        void whatPeopleDecidedStandsUntilTheDirectorySaysSomethingElse() {
            begin();
            duties.change(owner.actor(), operator.id(), "responder");

            run.run();
            assertThat(duty()).isEqualTo("responder");

            server.move(operator.login(), DEVELOPMENT);
            run.run();
            assertThat(duty()).isEqualTo("developer");
        }

        @Test
        void whoIsNewIsAddedWithTheDutyOfHisWordsAndNothingElse() {
            begin();
            String login = "joins-" + UUID.randomUUID().toString().substring(0, 8);
            server.add(login, DEVELOPMENT);

            run.run();

            PersonId joined = people.byLogin(login).orElseThrow().id();
            assertThat(duties.current(joined).orElseThrow().duty()).isEqualTo("developer");
            assertThat(count("select count(*) from access.role_grant where person = ?", joined.value()))
                    .isZero();
            assertThat(count("select count(*) from identity.factor where person = ?", joined.value()))
                    .isZero();
        }

        @Test
        void aRunTwiceDoesNothingTwice() {
            begin();

            assertThat(run.preview(source()).lines()).isEmpty();
        }
    }

    @Nested
    class Bites {
        @Test
        void nothingBeginsBeforeSomebodyLookedAtIt() {
            sources.save(owner.actor(), source());
            server.move(operator.login(), DEVELOPMENT);

            run.run();
            assertThat(duty()).isEqualTo("operator");

            sources.confirm(owner.actor(), run.preview(source()).fingerprint());
            server.move(others.getFirst().login(), DEVELOPMENT);
            run.run();

            assertThat(duty()).isEqualTo("operator");
            assertThat(standings.last().orElseThrow().key()).isEqualTo("identity.ldap.stopped.changed");
            assertThat(browser.get("/me").status()).isEqualTo(200);
        }

        @Test
        void aRunThatWouldTakeTooMuchStopsAndAsks() throws Exception {
            begin();
            others.subList(0, 3).forEach(other -> server.delete(other.login()));

            AlarmCounts.onceMore(sql, "alarm.directory-failed", run::run);

            assertThat(others).allMatch(other -> people.require(other.id()).active());
            assertThat(standings.last().orElseThrow().key()).isEqualTo("identity.ldap.stopped.share");
            assertThat(standings.last().orElseThrow().args()).containsExactly("3", "10", "20");

            agreeAndRun();
            assertThat(others.subList(0, 3))
                    .noneMatch(other -> people.require(other.id()).active());
        }

        @Test
        void aDirectoryThatIsDownEndsNobodyAndSomebodyIsTold() throws Exception {
            begin();
            server.delete(operator.login());
            server.close();

            AlarmCounts.onceMore(sql, "alarm.directory-failed", run::run);
            run.run();

            assertThat(person().active()).isTrue();
            assertThat(duty()).isEqualTo("operator");
            assertThat(outcome()).isEqualTo(LdapStanding.Outcome.FAILED);
        }

        @Test
        void aMachineWithoutThePermissionMovesNobody() {
            PersonId without = somebody.machine(owner);
            LdapSource source = TestLdap.by(server.source(), without);
            sources.save(owner.actor(), source);
            sources.confirm(owner.actor(), "0".repeat(64));
            server.move(operator.login(), DEVELOPMENT);

            assertThatThrownBy(() -> run.preview(source)).isInstanceOf(ActRefused.class);
            run.run();

            assertThat(duty()).isEqualTo("operator");
            assertThat(outcome()).isEqualTo(LdapStanding.Outcome.FAILED);
        }

        @Test
        void aNewcomerKeepsHisAddressAndNobodyTakesAnothersName() {
            TestPeople.Someone newcomer = somebody.newcomer("operator");
            server.add(newcomer.login(), OPERATIONS);
            begin();
            String name = people.require(operator.id()).name();
            server.set(newcomer.login(), "mail", "mallory@evil.example");
            server.set(operator.login(), "cn", people.require(owner.id()).name() + "\u200B");

            run.run();

            assertThat(people.require(newcomer.id()).email()).isEqualTo(newcomer.login() + "@example.org");
            assertThat(person().name()).isEqualTo(name);
            assertThat(run.preview(source()).lines())
                    .extracting(Plan.Line::why)
                    .containsExactlyInAnyOrder("identity.scim.kept.address", "identity.scim.kept.name");

            server.delete(newcomer.login());
            run.run();
            assertThat(people.require(newcomer.id()).active()).isFalse();
        }

        @Test
        void anAdministratorWhoseEntryIsDeletedLosesEverythingAndOthersAreTold() {
            TestPeople.Someone other = somebody.with("administrator", "administrator");
            Browser signedIn = other.browser(port);
            server.add(other.login(), "gardening");
            begin();
            assertThat(duties.current(other.id()).orElseThrow().duty()).isEqualTo("administrator");
            assertThat(notices("identity.directory.kept")).isEqualTo(1);
            server.delete(other.login());
            run.run();
            assertThat(duties.current(other.id())).isEmpty();
            assertThat(signedIn.get("/me").status()).isNotEqualTo(200);
            assertThat(notices("identity.directory.administrator-left")).isEqualTo(1);
        }

        @Test
        void aSourceThatTheProgramsRoleTurnedIsNotRead() {
            begin();
            try (TestLdap foreign = new TestLdap(0)) {
                foreign.add(operator.login(), DEVELOPMENT);
                LdapSource elsewhere = foreign.source();
                sql.sql("update identity.ldap_source set port = ?, authority = ?")
                        .params(elsewhere.port(), elsewhere.authority())
                        .update();

                run.run();

                assertThat(foreign.passwordsSeen()).isZero();
            }
            assertThat(sources.current()).isEmpty();
            assertThat(duty()).isEqualTo("operator");
            assertThat(browser.get("/me").status()).isEqualTo(200);
        }

        @Test
        void aFirstRunThatTheProgramsRoleAgreedToDoesNotBegin() {
            sources.save(owner.actor(), source());
            server.move(operator.login(), DEVELOPMENT);

            sql.sql("update identity.ldap_source set begun = true").update();
            run.run();

            assertThat(duty()).isEqualTo("operator");
        }

        @Test
        void theDatabaseHoldsThePasswordSealedAndTheBoundsOfTheSource() {
            sources.save(owner.actor(), source());

            assertThat(sql.sql("select position(convert_to(?, 'UTF8') in password_sealed) from identity.ldap_source")
                            .param(TestLdap.PASSWORD)
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThatThrownBy(() -> sql.sql("update identity.ldap_source set share_max = 101")
                            .update())
                    .hasStackTraceContaining("share_max");
            assertThatThrownBy(() -> sql.sql("update identity.ldap_source set security = 'none'")
                            .update())
                    .hasStackTraceContaining("security");
        }
    }

    private LdapSource source() {
        return TestLdap.by(server.source(), machine);
    }

    private void begin() {
        sources.save(owner.actor(), source());
        agreeAndRun();
        assertThat(outcome()).isEqualTo(LdapStanding.Outcome.DONE);
    }

    private void agreeAndRun() {
        LdapSource kept = sources.current().orElseThrow().source();
        sources.confirm(owner.actor(), run.preview(kept).fingerprint());
        run.run();
    }

    private LdapStanding.Outcome outcome() {
        return standings.last().orElseThrow().outcome();
    }

    private int notices(String key) {
        return sql.sql("""
                        select count(*) from notification.notice n
                        join notification.inbox i on i.notice_id = n.id
                        where n.key = ? and i.person_id = ?
                        """).params(key, owner.id().value()).query(Integer.class).single();
    }

    private void allIsOver() {
        UUID person = operator.id().value();
        assertThat(browser.get("/me").location()).contains("/sign-in");
        assertThat(withToken().get("/api/v1/tokens").status()).isEqualTo(401);
        for (String rows : List.of(
                "identity.web_session where ended_at is null and person = ?",
                "identity.api_token where revoked_at is null and person = ?",
                "access.role_grant where ended_at is null and person = ?")) {
            assertThat(count("select count(*) from " + rows, person)).as(rows).isZero();
        }
        assertThat(sql.sql("""
                        select count(distinct ended.xmin::text) from (
                            select a.xmin from identity.duty_assignment a where a.person = :p and a.ended_at is not null
                            union all select s.xmin from identity.web_session s where s.person = :p
                            union all select t.xmin from identity.api_token t where t.person = :p) ended
                        """).param("p", person).query(Integer.class).single())
                .as("the transactions that ended all of it")
                .isOne();
    }

    private Person person() {
        return people.require(operator.id());
    }

    private String duty() {
        return duties.current(operator.id()).map(DutyAssignment::duty).orElse("none");
    }

    private int count(String query, UUID person) {
        return sql.sql(query).param(person).query(Integer.class).single();
    }

    private Browser withToken() {
        return new Browser(port).header("Authorization", "Bearer " + token);
    }
}
