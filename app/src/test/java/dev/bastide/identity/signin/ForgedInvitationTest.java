package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.identity.LostFactors;
import dev.bastide.identity.People;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Somebody who holds the database makes it say that a person lost his factor, or never was in, and has an accomplice
 * invite him (A109). The program goes by what it marked itself: no link is given.
 */
@BastideTest
class ForgedInvitationTest {
    private static final String PASSWORD = "gravel-otter-mauve-seven";
    private static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    private static final Pattern LINK = Pattern.compile("/invitation/([a-z2-7]+)");
    private static final List<String> TABLES =
            List.of("lost_factor", "lost_factor_confirmation", "factor", "password", "newcomer");

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private TestDatabase database;

    @Autowired
    private People people;

    @Autowired
    private Passwords passwords;

    @Autowired
    private LostFactors losses;

    @Autowired
    private AuditSearch search;

    @Autowired
    private JdbcClient sql;

    private JdbcClient owner;
    private Someone head;
    private Someone accomplice;

    @BeforeEach
    void twoPeople() {
        owner = database.owner();
        head = somebody.with("approver");
        accomplice = somebody.with("administrator", "administrator");
    }

    @Test
    void holdsForWhomTwoOthersConfirmed() {
        passwords.set(head.login(), PASSWORD);
        assertRefused();
        confirm(ask());

        assertThat(invite().body()).contains("/invitation/");
        Browser.Answer again = invite();
        Matcher link = LINK.matcher(again.body());
        assertThat(link.find()).as(again.body()).isTrue();
        accept(link.group(1));

        // It let him in once, and for nobody else.
        assertRefused();
    }

    @Test
    void holdsForANewcomerUntilHeCameIn() {
        head = somebody.newcomer("approver");
        Matcher link = LINK.matcher(invite().body());
        assertThat(link.find()).isTrue();
        accept(link.group(1));

        assertThat(sql.sql("select came_in_at is not null from identity.newcomer where person = ?")
                        .param(head.id().value())
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertRefused();
    }

    @Test
    void bitesALostFactorConfirmedByInventedRows() throws Exception {
        UUID request = forgeRequest();
        Someone one = somebody.with("iso");
        Someone other = somebody.newcomer("administrator");
        sql.sql("""
                        insert into identity.factor (id, person, kind, name, sealed, created_at, confirmed_at)
                        select gen_random_uuid(), ?, kind, name, sealed, created_at, confirmed_at
                        from identity.factor where person = ?
                        """).params(other.id().value(), one.id().value()).update();
        for (Someone confirmer : List.of(one, other)) {
            forgeConfirmation(sql, request, confirmer);
        }
        sql.sql("update identity.lost_factor set done_at = now() where id = ?")
                .param(request)
                .update();
        takeFactorsAway(request);
        assertThat(databaseAllows()).isTrue();

        assertRefused();
        Eventually.holds(
                "a record of the forged request",
                Duration.ofSeconds(10),
                () -> isRecorded(Map.of("operation", "row.refuse", "object", "row:identity.lost_factor " + request)));
        Eventually.holds(
                "a record of the refused invitation",
                Duration.ofSeconds(10),
                () -> isRecorded(Map.of("operation", "person.edit", "user", accomplice.login(), "result", "refused")));
    }

    @Test
    void bitesAnOwnerWhoFinishesAGenuineRequest() {
        passwords.set(head.login(), PASSWORD);
        UUID request = ask();
        Someone one = somebody.with("iso");
        losses.confirm(one.actor(), request, "called on the number I know", one.code(0));
        withoutTriggers(() -> {
            forgeConfirmation(owner, request, accomplice);
            owner.sql("update identity.lost_factor set done_at = now() where id = ?")
                    .param(request)
                    .update();
            owner.sql("delete from identity.factor where person = ?")
                    .param(head.id().value())
                    .update();
        });
        accomplice = somebody.with("administrator", "administrator");
        assertThat(databaseAllows()).isTrue();

        assertRefused();
    }

    @Test
    void bitesAGenuineRequestWithOneGenuineConfirmation() {
        UUID request = ask();
        confirm(request);
        withoutTriggers(() -> owner.sql("""
                        update identity.lost_factor_confirmation set mark = sha256('invented')
                        where request = ? and confirmer = (select min(confirmer::text)::uuid
                            from identity.lost_factor_confirmation where request = ?)
                        """).params(request, request).update());
        assertThat(databaseAllows()).isTrue();

        assertRefused();
    }

    @Test
    void bitesAnOwnerWhoMakesHimNew() {
        passwords.set(head.login(), PASSWORD);
        withoutTriggers(() -> {
            for (String statement : List.of(
                    "delete from identity.factor where person = ?",
                    "delete from identity.password where login in (select name from identity.login where person = ?)",
                    "update identity.newcomer set came_in_at = null where person = ?")) {
                owner.sql(statement).param(head.id().value()).update();
            }
        });
        assertThat(databaseAllows()).isTrue();
        assertRefused();

        withoutTriggers(() -> owner.sql("delete from identity.newcomer where person = ?")
                .param(head.id().value())
                .update());
        assertRefused();
        sql.sql("insert into identity.newcomer (person, since, mark) values (?, now(), sha256('invented'))")
                .param(head.id().value())
                .update();
        assertRefused();
    }

    @Test
    void bitesAtTheDatabase() {
        passwords.set(head.login(), PASSWORD);

        for (String statement : List.of(
                "delete from identity.password where login = ?",
                "delete from identity.invitation where login = ?",
                "delete from identity.web_session where login = ?")) {
            assertThatThrownBy(() -> sql.sql(statement).param(head.login()).update())
                    .hasStackTraceContaining("permission denied");
        }
        assertThatThrownBy(
                        () -> sql.sql("update identity.password set set_at = set_at - interval '1 day' where login = ?")
                                .param(head.login())
                                .update())
                .hasStackTraceContaining("a password stays");
        assertThatThrownBy(() -> sql.sql("update identity.newcomer set came_in_at = null where person = ?")
                        .param(head.id().value())
                        .update())
                .hasStackTraceContaining("what has ended stays ended");
        UUID request = ask();
        assertThatThrownBy(() -> sql.sql("update identity.lost_factor set asked_by = person where id = ?")
                        .param(request)
                        .update())
                .hasStackTraceContaining("stays the one that was asked");
    }

    private UUID forgeRequest() {
        UUID request = UUID.randomUUID();
        sql.sql("""
                        insert into identity.lost_factor (id, person, asked_at, expires_at, address, mark)
                        values (?, ?, now(), now() + interval '1 day', '127.0.0.1', sha256('invented'))
                        """).params(request, head.id().value()).update();
        return request;
    }

    private static void forgeConfirmation(JdbcClient writer, UUID request, Someone confirmer) {
        writer.sql("""
                        insert into identity.lost_factor_confirmation (request, confirmer, evaluation, at, mark)
                        values (?, ?, 'written past the program', now(), sha256('invented'))
                        """).params(request, confirmer.id().value()).update();
    }

    private void takeFactorsAway(UUID request) {
        sql.sql("""
                        update identity.factor f set removed_at = l.done_at from identity.lost_factor l
                        where l.id = ? and f.person = l.person and f.removed_at is null
                        """).param(request).update();
    }

    private UUID ask() {
        losses.ask(Actor.stranger(head.login(), "127.0.0.1", AccessMethod.CONSOLE), people.require(head.id()));
        return sql.sql("select id from identity.lost_factor where person = ?")
                .param(head.id().value())
                .query(UUID.class)
                .single();
    }

    private void confirm(UUID request) {
        for (Someone confirmer : List.of(somebody.with("iso"), somebody.with("approver"))) {
            losses.confirm(confirmer.actor(), request, "called on the number I know", confirmer.code(0));
        }
    }

    private void accept(String secret) {
        new Browser(port)
                .post("/invitation", "token", secret, "password", PASSWORD + "-new", "again", PASSWORD + "-new");
        assertThat(passwords.matches(head.login(), PASSWORD + "-new")).isTrue();
    }

    private void withoutTriggers(Runnable deed) {
        TABLES.forEach(table -> owner.sql("alter table identity.%s disable trigger user".formatted(table))
                .update());
        try {
            deed.run();
        } finally {
            TABLES.forEach(table -> owner.sql("alter table identity.%s enable trigger user".formatted(table))
                    .update());
        }
    }

    private boolean databaseAllows() {
        return sql.sql("select identity.may_be_invited(?, ?)")
                .params(head.login(), accomplice.id().value())
                .query(Boolean.class)
                .single();
    }

    private void assertRefused() {
        assertThat(invite().body())
                .contains("has a password or a second factor already")
                .doesNotContain("/invitation/");
        assertThat(sql.sql("select count(*) from identity.invitation where login = ? and used_at is null")
                        .param(head.login())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private Browser.Answer invite() {
        return accomplice.again(port).post("/people/" + head.id() + "/invite");
    }

    private boolean isRecorded(Map<String, String> filters) {
        return !search.search(SETUP, AuditQuery.of(filters), null, 10).records().isEmpty();
    }
}
