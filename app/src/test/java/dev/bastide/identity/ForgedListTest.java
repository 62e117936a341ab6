package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.factor.Totp;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * What somebody does to the list of founding acts who holds the database and not the master key (A49): nobody ratifies
 * a list that was changed that way, and who did not ratify has not.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=forged-list")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForgedListTest {
    private static final String READ = "read line by line";

    @Autowired
    private Setup setup;

    @Autowired
    private Founding founding;

    @Autowired
    private Ratification ratification;

    @Autowired
    private People people;

    @Autowired
    private ActorOf actors;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestDatabase database;

    @Autowired
    private TestClock clock;

    @BeforeAll
    void found() {
        setup.apply(Company.setupFile(""));
        founding.settle();
        assertThat(founding.unratified()).isTrue();
    }

    @Test
    @Order(1)
    void bitesARatificationByEitherRole() {
        for (JdbcClient writer : new JdbcClient[] {sql, database.owner()}) {
            String login = writer.equals(sql) ? "otto" : "ida";
            writer.sql("""
                            insert into identity.founding_ratification (period, person, list_hash, evaluation, at, mark)
                            values (1, ?, identity.founding_list_hash(1), 'forged past the program', now(),
                                sha256('guessed'))
                            """).param(person(login).value()).update();

            assertThat(founding.state().ratifications()).isZero();
            assertThat(ratification.standing()).isEmpty();
            assertThat(ratification.hasRatified(person(login))).isFalse();
        }
    }

    @Test
    @Order(2)
    void bitesAnActThatReadsOtherwise() {
        String before = sql.sql("select what from identity.founding_act order by number limit 1")
                .query(String.class)
                .single();
        turn("nothing to see here");
        try {
            assertThatExceptionOfType(ActRefused.class)
                    .isThrownBy(() -> ratify("ben"))
                    .matches(refused -> refused.reason().key().equals("identity.founding.foreign-act"));
        } finally {
            turn(before);
        }
    }

    @Test
    @Order(3)
    void holdsTwoWhoReadTheListOfTheProgram() {
        ratify("ben");
        assertThat(founding.state().ratifications()).isEqualTo(1);
        assertThat(founding.unratified()).isTrue();

        ratify("carl");
        assertThat(founding.state().closed()).isTrue();
    }

    private void ratify(String login) {
        clock.advance(Duration.ofSeconds(Totp.STEP_SECONDS));
        Actor actor = actors.person(person(login), "127.0.0.1", AccessMethod.CONSOLE, null);
        String code = Company.codeAt(login, Totp.stepAt(clock.instant()));
        ratification.ratify(actor, founding.state().listHash(), READ, code);
    }

    private PersonId person(String login) {
        return people.byLogin(login).orElseThrow().id();
    }

    private void turn(String what) {
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
