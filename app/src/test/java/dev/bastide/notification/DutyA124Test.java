package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Banner;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A124: an in-site message is written with its act, has a receipt, and a security message is insisted on. */
class DutyA124Test {
    private static final NoticeKind ORDINARY = new NoticeKind("test.ordinary", false);
    private static final NoticeKind SECURITY = NoticeKind.security("test.security");

    @TempDir
    Path folder;

    private TestDatabase database;
    private TestMail mail;

    @BeforeEach
    void start() {
        database = TestDatabase.copy();
        mail = new TestMail(database, folder);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void everyPersonHasARowOnceTheActIsCommitted() {
        PersonId anna = mail.person("anna@example.org");
        PersonId boris = mail.person("boris@example.org");

        mail.tell(ORDINARY, anna, boris, anna);

        assertThat(mail.inbox.unread(anna)).isEqualTo(1);
        assertThat(mail.inbox.unread(boris)).isEqualTo(1);
    }

    @Test
    void noMessageWithoutTheActsTransaction() {
        Notice notice =
                new Notice(ORDINARY, List.of(mail.person("anna@example.org")), "notification.read", List.of(), "");

        assertThatThrownBy(() -> mail.notifications.tell(notice)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReceiptIsWrittenOnceAndByItsReaderOnly() {
        PersonId anna = mail.person("anna@example.org");
        NoticeId notice = mail.tell(SECURITY, anna);

        assertThat(mail.inbox.markRead(mail.person("x@example.org"), notice, mail.clock.instant()))
                .isFalse();
        assertThat(mail.inbox.markRead(anna, notice, mail.clock.instant())).isTrue();
        Instant read = mail.inbox.find(anna, notice).orElseThrow().readAt();
        mail.clock.advance(Duration.ofHours(1));
        assertThat(mail.inbox.markRead(anna, notice, mail.clock.instant())).isFalse();

        assertThat(mail.inbox.find(anna, notice).orElseThrow().readAt()).isEqualTo(read);
    }

    @Test
    void markingAllAsReadLeavesSecurityMessages() {
        PersonId anna = mail.person("anna@example.org");
        mail.tell(ORDINARY, anna);
        mail.tell(SECURITY, anna);

        mail.inbox.markOrdinaryRead(anna, mail.clock.instant());

        assertThat(mail.inbox.unreadSecurity(anna)).hasSize(1);
        assertThat(mail.inbox.unread(anna)).isEqualTo(1);
    }

    @Test
    void anUnreadSecurityMessageStandsAcrossEveryPage() {
        PersonId anna = mail.person("anna@example.org");
        assertThat(banner(anna)).isEmpty();

        NoticeId notice = mail.tell(SECURITY, anna);
        assertThat(banner(anna).orElseThrow().path()).isEqualTo("/notices/" + notice);

        mail.inbox.markRead(anna, notice, mail.clock.instant());
        assertThat(banner(anna)).isEmpty();
    }

    @Test
    void afterADayOthersAreToldOnce() {
        PersonId engineer = mail.holder("security-engineer");
        PersonId administrator = mail.holder("administrator");
        NoticeId notice = mail.tell(SECURITY, engineer);

        escalate(Duration.ofHours(23));
        assertThat(mail.events).isEmpty();

        escalate(Duration.ofHours(2));
        escalate(Duration.ofHours(2));

        assertThat(mail.events).containsExactly(new SecurityNoticeUnread(notice, engineer));
        assertThat(TestNotifications.keysTold(database, administrator)).containsExactly("notification.unread-security");
        // He himself is not told again that he did not read it.
        assertThat(TestNotifications.keysTold(database, engineer)).hasSize(1);
    }

    @Test
    void whatWasReadInTimeIsNotEscalated() {
        mail.holder("administrator");
        PersonId anna = mail.person("anna@example.org");
        NoticeId notice = mail.tell(SECURITY, anna);
        mail.inbox.markRead(anna, notice, mail.clock.instant());

        escalate(Duration.ofHours(25));

        assertThat(mail.events).isEmpty();
    }

    @Test
    void notEvenTheOwnerUnsaysAMessageOrItsReceipt() {
        PersonId anna = mail.person("anna@example.org");
        NoticeId notice = mail.tell(SECURITY, anna);
        mail.inbox.markRead(anna, notice, mail.clock.instant());

        for (String attempt : List.of(
                "update notification.inbox set read_at = null",
                "update notification.inbox set read_at = read_at + interval '1 hour'",
                "update notification.inbox set security = false",
                "delete from notification.inbox",
                "truncate notification.inbox",
                "update notification.notice set key = 'something.else'",
                "delete from notification.notice",
                "truncate notification.notice cascade")) {
            assertThatThrownBy(() -> database.owner().sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("ERROR");
        }
    }

    private void escalate(Duration later) {
        mail.clock.advance(later);
        database.transaction().executeWithoutResult(status -> mail.security.escalate());
    }

    private Optional<Banner> banner(PersonId person) {
        return mail.security.banner(
                new Actor(Actor.Kind.PERSON, person, "anna", "Anna", "-", "192.0.2.1", AccessMethod.CONSOLE, null));
    }
}
