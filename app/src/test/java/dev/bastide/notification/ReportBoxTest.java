package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.bastide.testing.TestCertificate;
import dev.bastide.testing.TestDatabase;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery reports are read from a real IMAP server over TLS. */
class ReportBoxTest {
    private static final String STORE = "greenmail.tls.keystore.file";
    private static final String STORE_PASSWORD = "greenmail.tls.keystore.password";
    private static final String KEY_PASSWORD = "greenmail.tls.key.password";

    @TempDir
    Path folder;

    private TestDatabase database;
    private MailServer smtp;
    private GreenMail imap;
    private GreenMailUser box;
    private TestMail mail;
    private final TestCertificate certificate = new TestCertificate();

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.copy();
        mail = new TestMail(database, folder);
        smtp = new MailServer(true);
        System.setProperty(STORE, certificate.writtenTo(folder).toString());
        System.setProperty(STORE_PASSWORD, TestCertificate.PASSWORD);
        System.setProperty(KEY_PASSWORD, TestCertificate.PASSWORD);
        imap = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAPS));
        imap.start();
        box = imap.setUser("bastide@mail.test", MailServer.USER, MailServer.PASSWORD);
    }

    @AfterEach
    void stop() {
        imap.stop();
        smtp.close();
        database.close();
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
        System.clearProperty(KEY_PASSWORD);
    }

    @Test
    void aReportInTheBoxMakesTheMailBounced() throws Exception {
        NoticeId notice = mail.tell(new NoticeKind("test.ordinary", false), mail.person("anna@example.org"));
        mail.use(smtp.setting());
        NoticeId mailed = mail.tell(new NoticeKind("test.ordinary", false), mail.person("boris@example.org"));
        mail.round.go();
        mail.use(setting(MailServer.PASSWORD));
        box.deliver(message(mail.delivery(mailed).id().toString()));

        mail.reports.look();

        assertThat(mail.delivery(mailed).state()).isEqualTo(DeliveryState.BOUNCED);
        assertThat(mail.suppressions.all()).hasSize(1);
        assertThat(mail.inbox.receipts(notice)).hasSize(1);
    }

    @Test
    void aBoxThatDoesNotOpenIsAFailureOfTheWorkAndShowsNoPassword() {
        mail.use(setting("not-the-password"));

        assertThatThrownBy(mail.reports::look)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The box of delivery reports cannot be read")
                .hasMessageNotContaining("not-the-password");
    }

    private MailSetting setting(String password) {
        return new MailSetting(
                "127.0.0.1",
                25,
                MailSetting.Transport.TLS,
                MailServer.USER,
                password,
                "bastide@mail.test",
                "https://bastide.test",
                certificate.pem(),
                "127.0.0.1",
                imap.getImaps().getPort());
    }

    private static MimeMessage message(String delivery) throws Exception {
        String text = """
                From: MAILER-DAEMON@mail.test
                To: bastide@mail.test
                Subject: Undelivered
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: message/delivery-status

                Final-Recipient: rfc822; boris@example.org
                Action: failed
                Status: 5.1.1

                --b
                Content-Type: text/rfc822-headers

                Message-ID: <%s@mail.test>
                --b--
                """.formatted(delivery).replace("\n", "\r\n");
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
