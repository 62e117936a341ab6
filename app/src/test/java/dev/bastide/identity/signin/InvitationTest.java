package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An invitation's link is shown once to whoever invites, and mailed when mail is set up; nothing keeps it. */
@BastideTest
class InvitationTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private JdbcClient sql;

    @AfterEach
    void withoutMail() {
        sql.sql("delete from notification.mail_setting").update();
    }

    @Test
    void isMailedToo() {
        sql.sql("""
                        insert into notification.mail_setting (host, port, transport, username, sender, console_url,
                            changed_at)
                        values ('127.0.0.1', 9, 'plain', '', 'bastide@example.org', 'https://bastide.test', now())
                        """).update();
        TestPeople.Someone newcomer = somebody.newcomer("developer");

        Browser.Answer answer = invite(newcomer);

        assertThat(answer.body()).contains("It is being sent to " + newcomer.login() + "@example.org");
        assertThat(letters(newcomer)).contains("identity.invited.letter").doesNotContain(secretIn(answer));
    }

    @Test
    void isOnlyShownWhileThereIsNoMail() {
        TestPeople.Someone newcomer = somebody.newcomer("developer");

        Browser.Answer answer = invite(newcomer);

        assertThat(secretIn(answer)).hasSize(32);
        assertThat(answer.body()).doesNotContain("It is being sent");
        assertThat(letters(newcomer)).isEmpty();
    }

    @Test
    void whoHasASecondFactorIsNotInvited() {
        assertRefused(somebody.with("developer"));
    }

    @Test
    void whoHasAPasswordIsNotInvited() {
        TestPeople.Someone known = somebody.newcomer("developer");
        sql.sql("insert into identity.password (login, hash, set_at) values (?, '$argon2id$none', now())")
                .param(known.login())
                .update();

        assertRefused(known);
    }

    private void assertRefused(TestPeople.Someone known) {
        assertThat(invite(known).body())
                .contains("has a password or a second factor already")
                .doesNotContain("/invitation/");
        assertThatThrownBy(
                        () -> sql.sql("""
                        insert into identity.invitation (token_hash, login, created_at, expires_at)
                        values (sha256(convert_to(?, 'UTF8')), ?, now(), now() + interval '1 day')
                        """).params(known.login(), known.login()).update())
                .hasStackTraceContaining("is not invited");
    }

    private Browser.Answer invite(TestPeople.Someone newcomer) {
        return somebody.with("administrator", "administrator")
                .browser(port)
                .post("/people/" + newcomer.id() + "/invite");
    }

    private String letters(TestPeople.Someone person) {
        return sql.sql("""
                        select coalesce(string_agg(n::text || d::text, ' '), '') from notification.delivery d
                        join notification.notice n on n.id = d.notice_id
                        where d.person_id = ?
                        """).param(person.id().value()).query(String.class).single();
    }

    private static String secretIn(Browser.Answer answer) {
        Matcher matcher = Pattern.compile("/invitation/([a-z2-7]+)").matcher(answer.body());
        assertThat(matcher.find()).as(answer.body()).isTrue();
        return matcher.group(1);
    }
}
