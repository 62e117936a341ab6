package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.PersonId;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A letter whose link opens something once: it reaches the address, and nothing else ever holds the link. */
class LetterTest {
    private static final NoticeKind INVITED = new NoticeKind("test.invited", false);
    private static final String SECRET = "/invitation/abcdefghij234567";

    @TempDir
    Path folder;

    private TestDatabase database;
    private MailServer server;
    private TestMail mail;

    @BeforeEach
    void start() {
        database = TestDatabase.copy();
        server = new MailServer(true);
        mail = new TestMail(database, folder);
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void reachesTheAddressWithItsLink() {
        mail.use(server.setting());
        PersonId person = mail.person("newcomer@example.org");

        assertThat(send(person)).isTrue();
        mail.round.go();

        assertThat(server.mails).singleElement().asString().contains("https://bastide.test" + SECRET);
        assertThat(mail.inbox.unread(person)).isZero();
    }

    @Test
    void databaseHoldsTheLinkOnlySealed() {
        mail.use(server.setting());
        send(mail.person("newcomer@example.org"));
        mail.round.go();

        String stored = database.sql()
                .sql("select n::text from notification.notice n")
                .query(String.class)
                .single();
        String steps = database.sql()
                .sql("select coalesce(string_agg(s::text, ''), '') from notification.delivery_step s")
                .query(String.class)
                .single();
        assertThat(stored + steps).doesNotContain("abcdefghij234567").doesNotContain("invitation");
        assertThatThrownBy(() -> database.sql().sql("""
                                insert into notification.notice (id, kind, urgent, security, key, args, path, sealed_path,
                                    told_at)
                                values (gen_random_uuid(), 'test.invited', false, false, 'test.key', '{}', '/open', 'x',
                                    now())
                                """).update()).hasStackTraceContaining("sealed_or_open");
    }

    @Test
    void withoutMailNothingHappens() {
        assertThat(send(mail.person("newcomer@example.org"))).isFalse();

        mail.use(server.setting());
        mail.round.go();

        assertThat(server.mails).isEmpty();
    }

    @Test
    void goesWhereItWasWrittenForAndNotWhereThePersonIsReachedByNow() {
        mail.use(server.setting());
        PersonId person = mail.person("mallory@evil.example");

        send(person);
        mail.round.go();

        assertThat(database.sql()
                        .sql("select address from notification.delivery where person_id = ?")
                        .param(person.value())
                        .query(String.class)
                        .single())
                .isEqualTo("newcomer@example.org");
        assertThat(server.mails).hasSize(1);
        assertThatThrownBy(() -> database.sql()
                        .sql("update notification.delivery set fixed_address = 'mallory@evil.example'")
                        .update())
                .hasStackTraceContaining("for whom it was written");
        assertThatThrownBy(() -> database.sql().sql("""
                                insert into notification.delivery (id, notice_id, person_id, urgent, state, created_at,
                                    next_try)
                                select gen_random_uuid(), n.id, gen_random_uuid(), false, 'queued', now(), now()
                                from notification.notice n
                                """).update()).hasStackTraceContaining("names its address");
    }

    private boolean send(PersonId person) {
        Notice notice = new Notice(INVITED, List.of(person), "notification.read", List.of(), "");
        return Objects.requireNonNull(database.transaction()
                .execute(status -> mail.notifications.mail(notice, SECRET, "newcomer@example.org")));
    }
}
