package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.PersonId;
import dev.bastide.testing.TestDatabase;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A123: mail reaches people, is tried again, and whoever cannot be reached is known. */
class DutyA123Test {
    private static final NoticeKind ORDINARY = new NoticeKind("test.ordinary", false);
    private static final NoticeKind ALARM = new NoticeKind("test.alarm", true);

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
        mail.use(server.setting());
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void aNoticeIsMailedWithALinkToWhereItIsDealtWith() {
        NoticeId notice = mail.tell(ORDINARY, mail.person("anna@example.org"));

        mail.round.go();

        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.SENT);
        assertThat(mail.delivery(notice).reply()).startsWith("250");
        assertThat(server.mails).singleElement().asString().contains("https://bastide.test/operations/7");
    }

    @Test
    void nothingIsMailedForWhatWasRolledBack() {
        PersonId person = mail.person("anna@example.org");
        database.transaction().executeWithoutResult(status -> {
            mail.notifications.tell(new Notice(ORDINARY, List.of(person), "notification.read", List.of(), ""));
            status.setRollbackOnly();
        });

        mail.round.go();

        assertThat(server.mails).isEmpty();
        assertThat(mail.inbox.unread(person)).isZero();
    }

    @Test
    void aFailedTryComesAgainLaterAndIsGivenUpAfterDays() {
        NoticeId notice = mail.tell(ORDINARY, mail.person("busy@example.org"));

        mail.round.go();
        mail.round.go();
        Delivery first = mail.delivery(notice);
        assertThat(first.state()).isEqualTo(DeliveryState.DEFERRED);
        assertThat(first.attempts()).isEqualTo(1);

        mail.clock.advance(Duration.ofSeconds(61));
        mail.round.go();
        assertThat(mail.delivery(notice).attempts()).isEqualTo(2);

        mail.clock.advance(Duration.ofDays(4));
        mail.round.go();
        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.GAVE_UP);
        assertThat(mail.deliveries.steps(mail.delivery(notice).id())).hasSize(3);
    }

    @Test
    void aServerThatComesBackGetsWhatWaited() {
        MailSetting setting = server.setting();
        NoticeId notice = mail.tell(ALARM, mail.person("anna@example.org"));
        mail.use(new MailServerAway(setting).setting());
        mail.round.go();
        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.DEFERRED);

        mail.use(setting);
        mail.clock.advance(Duration.ofSeconds(11));
        mail.round.go();

        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void aBouncedAddressOfSomebodyOnDutyIsAnAlarmOnce() {
        PersonId administrator = mail.holder("administrator");
        PersonId operator = mail.person("gone@example.org", QuietHours.NONE, true);
        NoticeId first = mail.tell(ORDINARY, operator);

        mail.round.go();
        NoticeId second = mail.tell(ORDINARY, operator);
        mail.round.go();

        assertThat(mail.delivery(first).state()).isEqualTo(DeliveryState.BOUNCED);
        assertThat(mail.delivery(second).state()).isEqualTo(DeliveryState.SUPPRESSED);
        assertThat(mail.events).containsExactly(new AddressBounced(operator, true));
        assertThat(TestNotifications.keysTold(database, administrator)).containsExactly("notification.duty-bounced");
        assertThat(mail.suppressions.all()).extracting(Suppression::address).containsExactly("gone@example.org");
    }

    @Test
    void aReportOfFailureThatComesLaterCountsAsWell() throws Exception {
        mail.holder("administrator");
        PersonId operator = mail.person("anna@example.org", QuietHours.NONE, true);
        NoticeId notice = mail.tell(ORDINARY, operator);
        mail.round.go();
        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.SENT);

        mail.reports.note(report(mail.delivery(notice).id().toString(), "failed", "5.1.1"));
        mail.reports.note(report(mail.delivery(notice).id().toString(), "failed", "5.1.1"));

        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.BOUNCED);
        assertThat(mail.events).containsExactly(new AddressBounced(operator, true));
    }

    @Test
    void aReportOfDelayOrOnAForeignMailChangesNothing() throws Exception {
        NoticeId notice = mail.tell(ORDINARY, mail.person("anna@example.org"));
        mail.round.go();

        mail.reports.note(report(mail.delivery(notice).id().toString(), "delayed", "4.4.1"));
        mail.reports.note(report("00000000-0000-0000-0000-000000000000", "failed", "5.1.1"));

        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.SENT);
        assertThat(mail.events).isEmpty();
    }

    @Test
    void quietHoursHoldBackWhatIsNoAlarm() {
        mail.clock.setTo(Instant.parse("2026-11-24T23:30:00Z"));
        PersonId sleeper = mail.person("anna@example.org", TestMail.night(), true);
        NoticeId ordinary = mail.tell(ORDINARY, sleeper);
        NoticeId alarm = mail.tell(ALARM, sleeper);

        mail.round.go();

        assertThat(mail.delivery(alarm).state()).isEqualTo(DeliveryState.SENT);
        assertThat(mail.delivery(ordinary).state()).isEqualTo(DeliveryState.QUEUED);
        assertThat(mail.delivery(ordinary).attempts()).isZero();

        mail.clock.setTo(Instant.parse("2026-11-25T06:00:01Z"));
        mail.round.go();

        assertThat(mail.delivery(ordinary).state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void somebodyWithoutAnAddressIsShownAsSuch() {
        NoticeId notice = mail.tell(ORDINARY, mail.person(""));

        mail.round.go();

        assertThat(mail.delivery(notice).state()).isEqualTo(DeliveryState.NO_ADDRESS);
    }

    @Test
    void thePasswordLiesSealed() {
        byte[] stored = database.owner()
                .sql("select password_sealed from notification.mail_setting")
                .query(byte[].class)
                .single();

        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(MailServer.PASSWORD);
        assertThat(mail.settings.current().orElseThrow().password()).isEqualTo(MailServer.PASSWORD);
        assertThat(mail.settings.current().orElseThrow().toString()).doesNotContain(MailServer.PASSWORD);
    }

    @Test
    void notEvenTheOwnerRewritesWhatBecameOfAMail() {
        mail.tell(ORDINARY, mail.person("gone@example.org"));
        mail.round.go();

        for (String attempt : List.of(
                "update notification.delivery_step set state = 'sent'",
                "delete from notification.delivery_step",
                "truncate notification.delivery_step",
                "update notification.delivery set state = 'queued'",
                "update notification.mail_setting set transport = 'plain'")) {
            assertThatThrownBy(() -> database.owner().sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("ERROR");
        }
    }

    private static DeliveryReport report(String delivery, String action, String status)
            throws MessagingException, IOException {
        String text = """
                From: MAILER-DAEMON@mail.test
                To: bastide@mail.test
                Subject: Undelivered
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: text/plain

                It did not arrive.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mail.test

                Final-Recipient: rfc822; anna@example.org
                Action: %s
                Status: %s
                Diagnostic-Code: smtp; 550 no such
                 user here
                --b
                Content-Type: text/rfc822-headers

                From: bastide@mail.test
                Message-ID: <%s@mail.test>
                --b--
                """.formatted(action, status, delivery).replace("\n", "\r\n");
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        DeliveryReport report = DeliveryReport.read(message).orElseThrow();
        assertThat(report.diagnostic()).isEqualTo("smtp; 550 no such user here");
        return report;
    }

    /** The same settings at a port where nobody listens. */
    private record MailServerAway(MailSetting known) {
        MailSetting setting() {
            return new MailSetting(
                    known.host(),
                    1,
                    known.transport(),
                    known.username(),
                    known.password(),
                    known.sender(),
                    known.consoleUrl(),
                    known.trustedCertificate(),
                    "",
                    993);
        }
    }
}
