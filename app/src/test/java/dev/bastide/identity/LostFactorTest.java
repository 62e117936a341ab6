package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestDatabase;
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
    private TestDatabase database;

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

    @Test
    void puppetDoesNotConfirmBesideItsMaker() {
        TestPeople.Someone maker = somebody.with("administrator");
        TestPeople.Someone puppet = madeBy(maker);
        lost.confirm(maker.actor(), request, WHY, maker.code(0));

        assertSameHand(puppet);
        assertThat(person().secondFactor()).isTrue();
    }

    @Test
    void twoPuppetsOfOneMakerAreOne() {
        TestPeople.Someone maker = somebody.with("administrator");
        TestPeople.Someone first = madeBy(maker);
        TestPeople.Someone second = madeBy(madeBy(maker));
        lost.confirm(first.actor(), request, WHY, first.code(0));

        assertSameHand(second);
    }

    @Test
    void invitedByTheOtherConfirmerIsAPuppet() {
        TestPeople.Someone inviter = somebody.with("administrator");
        TestPeople.Someone invited = somebody.newcomer("approver");
        sql.sql("""
                        insert into identity.invitation (token_hash, login, made_by, created_at, expires_at)
                        values (sha256(convert_to(?, 'UTF8')), ?, ?, now(), now() + interval '1 day')
                        """)
                .params(invited.login(), invited.login(), inviter.id().value())
                .update();
        somebody.enrol(invited);
        confirmAtTheDatabase(inviter.id().value());

        assertSameHand(invited);
    }

    @Test
    void puppetOfTheLostPersonsMakerDoesNotConfirm() {
        TestPeople.Someone maker = somebody.with("administrator");
        giveDuty(unlucky, "operator", maker);

        assertSameHand(madeBy(maker));
    }

    @Test
    void whoeverAskedForAnotherDoesNotConfirm() {
        TestPeople.Someone asker = somebody.with("administrator", "administrator");
        TestPeople.Someone forgetful = somebody.with("operator");
        sql.sql("""
                        insert into identity.password (login, hash, set_at)
                        values (?, '$argon2id$none', now() - interval '1 day')
                        """).param(forgetful.login()).update();
        assertThat(asker.browser(port)
                        .post("/people/" + forgetful.id() + "/lost")
                        .status())
                .isEqualTo(302);
        request = sql.sql("select id from identity.lost_factor where person = ?")
                .param(forgetful.id().value())
                .query(UUID.class)
                .single();

        assertSameHand(asker);
        TestPeople.Someone first = somebody.with("approver");
        TestPeople.Someone second = somebody.with("administrator", "administrator");
        lost.confirm(first.actor(), request, WHY, first.code(0));
        assertThat(lost.confirm(second.actor(), request, WHY, second.code(0))).isTrue();
        String invite = "/people/" + forgetful.id() + "/invite";
        assertThat(second.browser(port).post(invite).body()).doesNotContain("/invitation/");
        assertThat(asker.again(port).post(invite).body()).contains("/invitation/");
    }

    @Test
    void bitesAMakerWhoWasTakenOutOfTheDatabase() {
        TestPeople.Someone maker = somebody.with("administrator");
        TestPeople.Someone puppet = madeBy(maker);
        JdbcClient owner = database.owner();
        owner.sql("alter table identity.duty_assignment disable trigger user").update();
        try {
            owner.sql("update identity.duty_assignment set made_by = null where person = ? and ended_at is null")
                    .param(puppet.id().value())
                    .update();
        } finally {
            owner.sql("alter table identity.duty_assignment enable trigger user")
                    .update();
        }

        assertThatExceptionOfType(ActRefused.class)
                .isThrownBy(() -> lost.confirm(puppet.actor(), request, WHY, puppet.code(0)));
    }

    private TestPeople.Someone madeBy(TestPeople.Someone maker) {
        TestPeople.Someone puppet = somebody.with("developer");
        giveDuty(puppet, "approver", maker);
        return puppet;
    }

    private void giveDuty(TestPeople.Someone person, String duty, TestPeople.Someone by) {
        sql.sql("update identity.duty_assignment set ended_at = started_at where person = ? and ended_at is null")
                .param(person.id().value())
                .update();
        somebody.duty(person.id(), duty, by.id());
    }

    private void assertSameHand(TestPeople.Someone confirmer) {
        assertThatExceptionOfType(ActRefused.class)
                .isThrownBy(() -> lost.confirm(confirmer.actor(), request, WHY, confirmer.code(0)))
                .matches(refused -> refused.reason().key().equals("identity.lost.same-hand"));
        assertThatThrownBy(() -> confirmAtTheDatabase(confirmer.id().value()))
                .hasStackTraceContaining("the same hand stands behind");
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
