package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two other people give somebody back the way in; one, oneself, or the wrong ones do not. */
@BastideTest
class LostFactorTest {
    private static final String WHY = "called on the number I know";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private LostFactors lost;

    @Autowired
    private People people;

    @Autowired
    private JdbcClient sql;

    private TestPeople.Someone unlucky;
    private UUID request;

    @BeforeEach
    void report() {
        unlucky = somebody.with("administrator");
        lost.ask(Actor.stranger(unlucky.login(), "127.0.0.1", dev.bastide.authority.AccessMethod.CONSOLE), person());
        request = sql.sql("select id from identity.lost_factor where person = ?")
                .param(unlucky.id().value())
                .query(UUID.class)
                .single();
    }

    @Test
    void twoOthersTakeTheOldFactorsAway() {
        Browser session = unlucky.browser(port);
        TestPeople.Someone first = somebody.with("approver");
        TestPeople.Someone second = somebody.with("iso");

        assertThat(lost.confirm(first.actor(), request, WHY, first.code(0))).isFalse();
        assertThat(person().secondFactor()).isTrue();
        assertThat(lost.confirm(second.actor(), request, WHY, second.code(0))).isTrue();

        assertThat(person().secondFactor()).isFalse();
        assertThat(session.get("/me").location()).contains("/sign-in");
    }

    @Test
    void byPageAskedForACode() {
        TestPeople.Someone first = somebody.with("approver");
        Browser browser = first.browser(port);

        assertThat(browser.get("/lost-factor/" + request).body()).contains(unlucky.login());
        assertThat(browser.post("/lost-factor/" + request + "/confirm", "evaluation", "short")
                        .body())
                .contains("10 to 2000 characters");
        assertThat(browser.post("/lost-factor/" + request + "/confirm", "evaluation", WHY)
                        .status())
                .isEqualTo(302);
        assertThat(lost.confirmations(request)).hasSize(1);
    }

    @Test
    void oneTwiceIsNotTwo() {
        TestPeople.Someone first = somebody.with("approver");
        lost.confirm(first.actor(), request, WHY, first.code(0));

        assertThatThrownBy(() -> lost.confirm(first.actor(), request, WHY, first.code(1)))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> confirmAtTheDatabase(first.id().value())).isInstanceOf(RuntimeException.class);
    }

    @Test
    void twoLoginsOfOneHumanAreOne() {
        TestPeople.Someone first = somebody.with("approver");
        String second = first.login() + "-admin";
        sql.sql("insert into identity.login (name, person, main, created_at) values (?, ?, false, now())")
                .params(second, first.id().value())
                .update();
        lost.confirm(first.actor(), request, WHY, first.code(0));
        Person again = people.byLogin(second).orElseThrow();
        Actor other = new Actor(
                Actor.Kind.PERSON,
                again.id(),
                second,
                again.name(),
                "-",
                "127.0.0.1",
                dev.bastide.authority.AccessMethod.CONSOLE,
                null);

        assertThatThrownBy(() -> lost.confirm(other, request, WHY, first.code(1)))
                .isInstanceOf(ActRefused.class);
        assertThat(lost.confirmations(request)).hasSize(1);
        assertThat(person().secondFactor()).isTrue();
    }

    @Test
    void nobodyConfirmsHisOwn() {
        assertThatThrownBy(() -> lost.confirm(unlucky.actor(), request, WHY, unlucky.code(0)))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> confirmAtTheDatabase(unlucky.id().value()))
                .hasStackTraceContaining("nobody confirms his own");
    }

    @Test
    void dutyThatDoesNotApproveDoesNotConfirm() {
        TestPeople.Someone operator = somebody.with("operator");

        assertThatThrownBy(() -> lost.confirm(operator.actor(), request, WHY, operator.code(0)))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> confirmAtTheDatabase(operator.id().value()))
                .hasStackTraceContaining("a duty that approves");
    }

    @Test
    void wrongCodeDoesNotConfirm() {
        TestPeople.Someone first = somebody.with("approver");

        assertThatThrownBy(() -> lost.confirm(first.actor(), request, WHY, "000000"))
                .isInstanceOf(ActRefused.class);
        assertThat(lost.confirmations(request)).isEmpty();
    }

    @Test
    void databaseCountsTheTwo() {
        confirmAtTheDatabase(somebody.with("approver").id().value());

        assertThatThrownBy(() -> sql.sql("update identity.lost_factor set done_at = now() where id = ?")
                        .param(request)
                        .update())
                .hasStackTraceContaining("needs two other people");
        assertThatThrownBy(() -> sql.sql("delete from identity.lost_factor_confirmation where request = ?")
                        .param(request)
                        .update())
                .hasStackTraceContaining("written once");
    }

    private Person person() {
        return people.require(unlucky.id());
    }

    private void confirmAtTheDatabase(UUID confirmer) {
        sql.sql("""
                        insert into identity.lost_factor_confirmation (request, confirmer, evaluation, at)
                        values (?, ?, 'written past the program', now())
                        """).params(request, confirmer).update();
    }
}
