package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.TestCertificate;
import java.time.Clock;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail over real SMTP: STARTTLS is demanded, the certificate checked, and the server's words understood. */
class PostmanTest {
    private static MailServer server;

    private final Postman postman = new Postman(Clock.systemUTC());

    @BeforeAll
    static void start() {
        server = new MailServer(true);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void sendsOverStartTlsWithAPassword() {
        Posted posted = postman.send(server.setting(), letter("anna@example.org", "Ein Gruß 你好"));

        assertThat(posted).isInstanceOf(Posted.Accepted.class);
        assertThat(posted.reply()).startsWith("250");
        assertThat(server.mails.getLast())
                .contains("To: anna@example.org")
                .contains("Message-ID: <11111111-2222-3333-4444-555555555555@mail.test>")
                .contains("Auto-Submitted: auto-generated")
                .contains("Subject: =?UTF-8?");
    }

    @Test
    void aSubjectCarriesNoSecondHeader() {
        postman.send(server.setting(), letter("anna@example.org", "Hello\r\nBcc: thief@example.org"));

        assertThat(server.mails.getLast()).doesNotContain("\nBcc:");
    }

    @Test
    void trustsNoCertificateItDoesNotKnow() {
        int before = server.mails.size();

        Posted posted = postman.send(server.setting(MailServer.PASSWORD, ""), letter("anna@example.org", "x"));
        Posted other = postman.send(
                server.setting(MailServer.PASSWORD, new TestCertificate().pem()), letter("anna@example.org", "x"));

        assertThat(posted).isInstanceOf(Posted.Later.class);
        assertThat(other).isInstanceOf(Posted.Later.class);
        assertThat(server.mails).hasSize(before);
    }

    @Test
    void tellsNoPasswordToAServerWithoutStartTls() {
        try (MailServer plain = new MailServer(false)) {
            Posted posted = postman.send(plain.setting(), letter("anna@example.org", "x"));

            assertThat(posted).isInstanceOf(Posted.Later.class);
            assertThat(plain.logins).hasValue(0);
            assertThat(plain.mails).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsSaidAndNeverShown() {
        Posted posted = postman.send(
                server.setting("not-the-password", server.certificate.pem()), letter("anna@example.org", "x"));

        assertThat(posted).isInstanceOf(Posted.Later.class);
        assertThat(posted.reply()).contains("535").doesNotContain("not-the-password");
    }

    @Test
    void onlyAMissingAddressIsMissing() {
        assertThat(postman.send(server.setting(), letter("gone@example.org", "x")))
                .isInstanceOfSatisfying(
                        Posted.NoSuchAddress.class,
                        posted -> assertThat(posted.reply()).contains("5.1.1"));
        assertThat(postman.send(server.setting(), letter("busy@example.org", "x")))
                .isInstanceOf(Posted.Later.class);
        assertThat(postman.send(server.setting(), letter("policy@example.org", "x")))
                .isInstanceOf(Posted.Later.class);
    }

    @Test
    void aServerThatIsAwayIsTriedLater() {
        MailServer gone = new MailServer(true);
        MailSetting setting = gone.setting();
        gone.close();

        assertThat(postman.send(setting, letter("anna@example.org", "x"))).isInstanceOf(Posted.Later.class);
    }

    @Test
    void theBoxOfReportsIsReachedByTlsOnItsOwnPort() throws Exception {
        Properties properties = Postman.properties(server.setting());

        assertThat(properties).containsEntry("mail.smtp.starttls.required", "true");
        assertThat(properties).containsEntry("mail.imap.ssl.enable", "true");
    }

    @ParameterizedTest
    @CsvSource({
        "550, 550 5.1.1 unknown, true",
        "550, 550 user unknown, true",
        "553, 553 bad mailbox name, true",
        "550, 550 5.7.1 policy, false",
        "552, 552 5.2.2 mailbox full, false",
        "554, 554 no, false",
        "451, 451 4.1.1 later, false",
        "550, 550 5.2.1 disabled, true"
    })
    void readsReplyCodes(int code, String reply, boolean missing) {
        assertThat(ReplyCode.saysNoSuchAddress(code, reply)).isEqualTo(missing);
    }

    private static Letter letter(String to, String subject) {
        return new Letter("11111111-2222-3333-4444-555555555555", to, subject, "The body.", true);
    }
}
