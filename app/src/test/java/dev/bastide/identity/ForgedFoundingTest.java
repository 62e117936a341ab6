package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Founding that somebody writes who holds the program's database role and not the master key (A44, A49): a link of his
 * own, himself as founder, a new period, its end. None gives powers, none opens production, and everybody hears of it.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=forged-founding")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForgedFoundingTest {
    private static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    private static final Action PLANT = new Action("tree.edit");
    private static final String WORD = "chosen";

    @LocalServerPort
    private int port;

    @Autowired
    private FirstAdministrator links;

    @Autowired
    private Founding founding;

    @Autowired
    private FoundingWatch watch;

    @Autowired
    private Recovery recovery;

    @Autowired
    private People people;

    @Autowired
    private CurrentRights rights;

    @Autowired
    private Authority authority;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private PlatformTransactionManager transactions;

    private List<Someone> others = List.of();
    private Someone attacker;
    private NodeId root;

    @BeforeAll
    void people() {
        attacker = somebody.with("operator");
        others = List.of(somebody.with("approver", "approver"), somebody.with("administrator", "administrator"));
        root = new NodeId(sql.sql("select id from servicetree.node where parent is null")
                .query(UUID.class)
                .single());
    }

    @Test
    @Order(1)
    void bitesALinkInTheFirstFounding() throws Exception {
        link(1, WORD + "1");

        assertThat(founding.open()).isTrue();
        opensNothing(WORD + "1");
        told("identity.first_administrator_link", 1);
    }

    @Test
    @Order(2)
    void bitesAFounderRowInTheFirstFounding() throws Exception {
        assertThat(mayFound(SETUP)).isTrue();

        founder(1, attacker);

        assertThat(founding.founder()).isEmpty();
        assertThat(founding.mayFound(attacker.actor())).isFalse();
        assertThat(mayFound(attacker.actor())).isFalse();
        told("identity.founder", 1);
    }

    /** All in one transaction, as the program's role; then the attacker comes by his own link. */
    @Test
    @Order(3)
    void bitesAFoundingOpenedAnew() throws Exception {
        UUID forged = UUID.randomUUID();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            sql.sql("insert into identity.recovery (id, at, reason) values (?, now(), 'nobody asked for this')")
                    .param(forged)
                    .update();
            sql.sql("update identity.founding_period set closed_at = now(), abandoned_by = ? where closed_at is null")
                    .param(forged)
                    .update();
            sql.sql("insert into identity.founding_period (number, opened_at, recovery) values (2, now(), ?)")
                    .param(forged)
                    .update();
            link(2, WORD + "2");
        });

        opensNothing(WORD + "2");
        shutForAll();
        told("identity.founding_period", 1);
        told("identity.first_administrator_link", 2);
        founder(2, attacker);
        shutForAll();
        assertThat(links.link()).isEmpty();
        watch.look();
        assertThat(heard("identity.founding.foreign.notice"))
                .isEqualTo(people.active().size());
        watch.look();
        assertThat(heard("identity.founding.foreign.notice"))
                .isEqualTo(people.active().size());
        assertThat(others.getFirst().again(port).get("/people").body()).contains("past Bastide");
    }

    @Test
    @Order(4)
    void bitesProductionOpenedByItsEnd() {
        sql.sql("update identity.founding_period set ready_at = now() where number = 2")
                .update();

        shutForAll();
        assertThat(founding.unratified()).isFalse();
    }

    @Test
    @Order(5)
    void bitesANumberFarAhead() {
        UUID forged = UUID.randomUUID();
        sql.sql("insert into identity.recovery (id, at, reason) values (?, now(), 'no number is left over')")
                .param(forged)
                .update();

        assertThatThrownBy(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    sql.sql(
                                    "update identity.founding_period set closed_at = now(), abandoned_by = ? where closed_at is null")
                            .param(forged)
                            .update();
                    sql.sql("insert into identity.founding_period (number, opened_at, recovery) values (?, now(), ?)")
                            .params(Integer.MAX_VALUE, forged)
                            .update();
                }))
                .hasStackTraceContaining("follows the last one");
    }

    @Test
    @Order(6)
    void holdsARecoveryAfterwards() {
        String path = recovery.recover("somebody wrote to the database");
        rights.forget();

        assertThat(new Browser(port).get(path).status()).isEqualTo(200);
        opensNothing(WORD + "2");
        assertThat(founding.open()).isTrue();
        assertThat(mayFound(SETUP)).isTrue();
        assertThat(mayFound(attacker.actor())).isFalse();
        assertThat(heard("identity.recovered.notice")).isEqualTo(people.active().size());

        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> links.name(others.getFirst().id()));
        rights.forget();

        assertThat(mayFound(others.getFirst().actor())).isTrue();
        assertThat(new Browser(port).get(path).status()).isEqualTo(410);
    }

    @Test
    @Order(7)
    void bitesTheEndOfAFoundingOfTheProgram() throws Exception {
        sql.sql("update identity.founding_period set ready_at = now(), ready_mark = sha256('guessed') where number = 3")
                .update();

        shutForAll();
        assertThat(mayFound(others.getFirst().actor())).isFalse();
        told("identity.founding_period.ready", 1);
    }

    private void shutForAll() {
        rights.forget();
        assertThat(founding.shut()).isTrue();
        assertThat(founding.open()).isFalse();
        assertThat(founding.founder()).isEmpty();
        assertThat(founding.state().closed()).isFalse();
        assertThat(rights.get().orElseThrow().foundingOpen()).isTrue();
        assertThat(mayFound(attacker.actor())).isFalse();
        assertThat(mayFound(SETUP)).isFalse();
    }

    private boolean mayFound(Actor actor) {
        rights.forget();
        return authority.may(actor, PLANT, root).isPermitted();
    }

    private void opensNothing(String word) {
        Browser browser = new Browser(port);
        assertThat(browser.get(FirstAdministrator.PATH + word).status()).isEqualTo(410);
        assertThat(browser.post(
                                "/first-administrator",
                                "token",
                                word,
                                "name",
                                "Mallory",
                                "email",
                                "m@example.org",
                                "login",
                                "mallory",
                                "password",
                                "gravel-otter-mauve-seven",
                                "again",
                                "gravel-otter-mauve-seven")
                        .status())
                .isEqualTo(410);
        assertThat(people.byLogin("mallory")).isEmpty();
    }

    private void link(int period, String word) {
        sql.sql("""
                        insert into identity.first_administrator_link (token_hash, period, created_at)
                        values (sha256(convert_to(?, 'UTF8')), ?, now())
                        """).params(word, period).update();
    }

    private void founder(int period, Someone someone) {
        sql.sql("insert into identity.founder (period, person, named_at) values (?, ?, now())")
                .params(period, someone.id().value())
                .update();
    }

    private void told(String table, int rows) throws Exception {
        Eventually.holds(
                "a notice of " + table,
                Duration.ofSeconds(10),
                () -> sql.sql("""
                                select coalesce(sum(t.times), 0) from alarm.alarm a join alarm.tally t on t.alarm = a.id
                                where a.kind = 'alarm.foreign-row' and a.object = ?
                                """).param("table:" + table).query(Integer.class).single() == rows);
    }

    private int heard(String key) {
        return sql.sql("""
                        select count(*) from notification.notice n join notification.inbox i on i.notice_id = n.id
                        where n.key = ?
                        """).param(key).query(Integer.class).single();
    }
}
