package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.LostFactors;
import dev.bastide.identity.People;
import dev.bastide.identity.SecondFactor;
import dev.bastide.identity.SshKeys;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Credentials that somebody writes who holds the database and not the master key (A109): a session, a token, a password,
 * an invitation, a recovery code, a key. With the program's role as with the owner's, none of them opens anything.
 */
@BastideTest
class ForgedCredentialsTest {
    private static final String PASSWORD = "gravel-otter-mauve-seven";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private People people;

    @Autowired
    private Passwords passwords;

    @Autowired
    private Enrolment enrolment;

    @Autowired
    private SecondFactor factor;

    @Autowired
    private SshKeys keys;

    @Autowired
    private LostFactors losses;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestClock clock;

    @Value("${bastide.database.url}")
    private String url;

    private JdbcClient owner;
    private Someone victim;
    private Someone attacker;

    @BeforeEach
    void twoPeople() {
        owner = JdbcClient.create(TestDatabase.ownerOf(url));
        victim = somebody.with("administrator", "administrator");
        attacker = somebody.with("operator");
    }

    @Test
    void holdsWhatTheProgramWroteItself() {
        Browser browser = victim.browser(port);
        passwords.set(victim.login(), PASSWORD);
        String code = enrolment.renewCodes(victim.actor()).getFirst();

        assertThat(browser.get("/me").status()).isEqualTo(200);
        assertThat(bearer(somebody.token(victim.id())).get("/api/v1/tokens").status())
                .isEqualTo(200);
        assertThat(passwords.matches(victim.login(), PASSWORD)).isTrue();
        assertThat(enrolment.codesLeft(victim.id())).isEqualTo(10);
        assertThat(factor.confirm(victim.id(), code).isPermitted()).isTrue();
        assertThat(factor.confirm(victim.id(), code).isPermitted()).isFalse();
        assertThat(factor.confirm(victim.id(), victim.code(0)).isPermitted()).isTrue();
    }

    @Test
    void bitesASession() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {sql, owner}) {
            UUID id = UUID.randomUUID();
            String secret = "forged-" + id;
            writer.sql("""
                            insert into identity.web_session (id, token_hash, person, assignment, login, created_at,
                                seen_at, expires_at, factor_at, address, agent, mark)
                            select ?, sha256(convert_to(?, 'UTF8')), a.person, a.id, ?, now(), now(),
                                now() + interval '1 hour', now(), '127.0.0.1', 'forged', sha256('guessed')
                            from identity.duty_assignment a where a.person = ? and a.ended_at is null
                            """)
                    .params(id, secret, victim.login(), victim.id().value())
                    .update();
            Browser browser = new Browser(port).cookie("bastide", secret);

            assertThat(browser.get("/me").location()).contains("/sign-in");
            assertThat(browser.get("/api/v1/people/" + victim.login()).status()).isEqualTo(401);
            toldOnce("identity.web_session");
        }
    }

    @Test
    void bitesASessionLedToAnotherOrMadeFresh() {
        Browser browser = attacker.browser(port);
        UUID session = sql.sql("select id from identity.web_session where person = ?")
                .param(attacker.id().value())
                .query(UUID.class)
                .single();
        Actor old = new Actor(
                Actor.Kind.PERSON,
                attacker.id(),
                attacker.login(),
                "A",
                "-",
                "127.0.0.1",
                AccessMethod.CONSOLE,
                session.toString());
        assertThat(factor.fresh(old)).isTrue();
        clock.advance(Duration.ofMinutes(6));
        assertThat(factor.fresh(old)).isFalse();

        sql.sql("update identity.web_session set factor_at = ? where id = ?")
                .params(Timestamp.from(clock.instant()), session)
                .update();

        assertThat(factor.fresh(old)).isFalse();
        assertThat(browser.get("/me").location()).contains("/sign-in");
        Browser second = attacker.again(port);
        sql.sql("""
                        update identity.web_session s set person = a.person, assignment = a.id
                        from identity.duty_assignment a
                        where s.person = ? and a.person = ? and a.ended_at is null
                        """).params(attacker.id().value(), victim.id().value()).update();
        assertThat(second.get("/me").location()).contains("/sign-in");
    }

    @Test
    void showingTheFactorAgainKeepsTheMarkRight() {
        Browser browser = victim.browser(port);
        clock.advance(Duration.ofMinutes(6));

        assertThat(browser.post("/me/confirm", "code", victim.code(0)).status()).isLessThan(400);

        assertThat(browser.get("/me").status()).isEqualTo(200);
    }

    @Test
    void bitesAToken() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {sql, owner}) {
            UUID id = UUID.randomUUID();
            String secret = "bst_" + id;
            writer.sql("""
                            insert into identity.api_token (id, token_hash, person, assignment, name, scopes, created_at,
                                expires_at)
                            select ?, sha256(convert_to(?, 'UTF8')), a.person, a.id, 'forged', '{all}', now(),
                                now() + interval '9 days'
                            from identity.duty_assignment a where a.person = ? and a.ended_at is null
                            """).params(id, secret, victim.id().value()).update();

            assertThat(bearer(secret).get("/api/v1/people/" + victim.login()).status())
                    .isEqualTo(401);
            toldOnce("identity.api_token");
        }
    }

    @Test
    void bitesATokenWithWiderScopes() {
        String secret = somebody.token(attacker.id());
        assertThat(bearer(secret).get("/api/v1/tokens").status()).isEqualTo(200);

        sql.sql("update identity.api_token set scopes = '{self,all}' where person = ?")
                .param(attacker.id().value())
                .update();

        assertThat(bearer(secret).get("/api/v1/tokens").status()).isEqualTo(401);
    }

    @Test
    void bitesARecoveryCode() {
        for (JdbcClient writer : new JdbcClient[] {sql, owner}) {
            String text = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
            writer.sql("""
                            insert into identity.recovery_code (hash, person, created_at)
                            values (sha256(convert_to(?, 'UTF8')), ?, now())
                            """)
                    .params(victim.id() + ":" + text, victim.id().value())
                    .update();

            assertThat(factor.confirm(victim.id(), text).isPermitted()).isFalse();
            assertThat(enrolment.codesLeft(victim.id())).isZero();
        }
    }

    @Test
    void bitesAUsedRecoveryCodeMadeNew() {
        String code = enrolment.renewCodes(victim.actor()).getFirst();
        assertThat(factor.confirm(victim.id(), code).isPermitted()).isTrue();

        assertThatThrownBy(() -> sql.sql("update identity.recovery_code set used_at = null where person = ?")
                        .param(victim.id().value())
                        .update())
                .hasStackTraceContaining("what has ended stays ended");
        assertThat(factor.confirm(victim.id(), code).isPermitted()).isFalse();
    }

    @Test
    void bitesAPasswordAndALoginLedToAnother() {
        passwords.set(attacker.login(), PASSWORD);
        assertThat(passwords.matches(attacker.login(), PASSWORD)).isTrue();

        sql.sql("""
                        insert into identity.password (login, hash, set_at)
                        select ?, hash, set_at from identity.password where login = ?
                        """).params(victim.login(), attacker.login()).update();
        assertThat(passwords.matches(victim.login(), PASSWORD)).isFalse();

        String spare = "spare-" + attacker.login();
        sql.sql("insert into identity.login (name, person, main, created_at) values (?, ?, false, now())")
                .params(spare, attacker.id().value())
                .update();
        passwords.set(spare, PASSWORD);
        owner.sql("alter table identity.login disable trigger user").update();
        try {
            owner.sql("update identity.login set person = ? where name = ?")
                    .params(victim.id().value(), spare)
                    .update();
        } finally {
            owner.sql("alter table identity.login enable trigger user").update();
        }
        assertThat(passwords.matches(spare, PASSWORD)).isFalse();
    }

    @Test
    void bitesAnInvitation() {
        Someone newcomer = somebody.newcomer("approver");
        String secret = "forged" + UUID.randomUUID();
        sql.sql("""
                        insert into identity.invitation (token_hash, login, created_at, expires_at)
                        values (sha256(convert_to(?, 'UTF8')), ?, now(), now() + interval '1 day')
                        """).params(secret, newcomer.login()).update();

        assertThat(new Browser(port).get("/invitation/" + secret).body()).doesNotContain(newcomer.login());
    }

    @Test
    void bitesAKey() {
        String print = "SHA256:" + UUID.randomUUID();
        sql.sql("""
                        insert into identity.ssh_key (id, person, kind, bits, blob, fingerprint, name, added_at)
                        values (gen_random_uuid(), ?, 'ssh-ed25519', 256, '\\x00', ?, 'forged', now())
                        """).params(victim.id().value(), print).update();

        assertThat(keys.ownerOf(print)).isEmpty();
        assertThat(keys.of(victim.id())).isEmpty();
        assertThat(victim.browser(port).get("/me/keys").body()).doesNotContain(print);
    }

    @Test
    void bitesAConfirmationOfALostFactor() {
        losses.ask(Actor.stranger(victim.login(), "127.0.0.1", AccessMethod.CONSOLE), people.require(victim.id()));
        UUID request = sql.sql("select id from identity.lost_factor where person = ?")
                .param(victim.id().value())
                .query(UUID.class)
                .single();
        Someone one = somebody.with("approver");
        Someone other = somebody.with("iso");
        sql.sql("""
                        insert into identity.lost_factor_confirmation (request, confirmer, evaluation, at)
                        values (?, ?, 'written past the program', now())
                        """).params(request, one.id().value()).update();

        assertThat(losses.confirm(other.actor(), request, "called on the number I know", other.code(0)))
                .isFalse();
        assertThat(people.require(victim.id()).secondFactor()).isTrue();
    }

    @Test
    void bitesAnAuthenticatorMovedToAnother() {
        UUID mine = factorOf(attacker);
        UUID theirs = factorOf(victim);
        assertThatThrownBy(() -> sql.sql("update identity.factor set person = ? where id = ?")
                        .params(victim.id().value(), mine)
                        .update())
                .hasStackTraceContaining("factor stays");
        assertThatThrownBy(() -> sql.sql("update identity.factor set id = gen_random_uuid() where id = ?")
                        .param(mine)
                        .update())
                .hasStackTraceContaining("factor stays itself");

        owner.sql("alter table identity.factor disable trigger user").update();
        try {
            owner.sql("update identity.factor set id = gen_random_uuid() where id = ?")
                    .param(theirs)
                    .update();
            owner.sql("update identity.factor set id = ?, person = ? where id = ?")
                    .params(theirs, victim.id().value(), mine)
                    .update();
        } finally {
            owner.sql("alter table identity.factor enable trigger user").update();
        }

        assertThat(factor.confirm(victim.id(), attacker.code(0)).isPermitted()).isFalse();
        assertThatThrownBy(() -> factor.confirm(victim.id(), attacker.code(1)).orThrow())
                .isInstanceOf(ActRefused.class);
    }

    private UUID factorOf(Someone person) {
        return sql.sql("select id from identity.factor where person = ?")
                .param(person.id().value())
                .query(UUID.class)
                .single();
    }

    private Browser bearer(String secret) {
        return new Browser(port).header("Authorization", "Bearer " + secret);
    }

    private void toldOnce(String table) throws Exception {
        Eventually.holds(
                "a notice of the forged row of " + table,
                Duration.ofSeconds(10),
                () -> sql.sql("""
                                select count(*) from alarm.alarm
                                where kind = 'alarm.foreign-row' and object = ?
                                """).param("table:" + table).query(Integer.class).single() == 1);
    }
}
