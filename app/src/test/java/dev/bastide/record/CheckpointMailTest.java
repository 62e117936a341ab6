package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.ProvenLog;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** The checkpoint goes out by a real mail server, to the letter, and whoever watches the log is told when it does not. */
@BastideTest
class CheckpointMailTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private ProvenLog log;

    @Autowired
    private CheckpointMail mail;

    @Autowired
    private TestDatabase database;

    private final String keeper = "keeper-" + UUID.randomUUID().toString().substring(0, 8) + "@outside.example";
    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private SMTPServer server;
    private Browser auditor;

    @BeforeEach
    void start() throws Exception {
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(Taker::new)
                .build();
        server.start();
        auditor = somebody.with("auditor", "auditor").browser(port);
        Eventually.holds(
                "the log is begun", PATIENCE, () -> log.standing().head().isPresent());
    }

    @AfterEach
    void stop() {
        auditor.post("/record/log/receivers/remove", "address", keeper);
        database.owner().sql("delete from notification.mail_setting").update();
        server.stop();
    }

    @Test
    void holdsTheSignedNoteGoesOutToTheLetterOnceADay() throws Exception {
        setUpMail();
        assertThat(auditor.post("/record/log/receivers", "address", keeper).status())
                .isEqualTo(302);

        mail.look();
        assertThat(auditor.get("/record/log").body()).contains("waits for another person");
        assertThat(told()).doesNotContain("handed to the mails for " + keeper);
        agree();
        mail.look();

        Eventually.holds("it came", PATIENCE, () -> !mine().isEmpty());
        String text = mine().getFirst().replace("\r\n", "\n");
        String note = text.substring(
                text.indexOf("-----BEGIN CHECKPOINT-----\n") + 27, text.indexOf("-----END CHECKPOINT-----"));
        assertThat(note).contains("/audit/1\n").contains("\n\n\u2014 ").endsWith("\n");
        assertThat(isSigned(note)).isTrue();
        assertThat(isSigned(note.replace("/audit/1", "/audit/2"))).isFalse();
        mail.look();
        assertThat(told()).containsOnlyOnce("was handed to the mails for " + keeper);
        assertThat(auditor.get("/record/log").body()).contains(keeper);
    }

    @Test
    void bitesOneThatDoesNotGoOutIsTold() {
        auditor.post("/record/log/receivers", "address", keeper);
        agree();

        mail.look();
        mail.look();

        assertThat(told()).containsOnlyOnce("The checkpoint did not reach " + keeper + ": no mail is set up.");
        assertThat(auditor.get("/notices").body()).contains("did not reach " + keeper);
        assertThat(auditor.get("/record/log").body()).contains("Did not go out");
    }

    @Test
    void bitesNobodyAgreesToAnAddressHeAskedForHimself() {
        auditor.post("/record/log/receivers", "address", keeper);

        Browser.Answer own = auditor.post("/record/log/receivers/confirm", "address", keeper);

        assertThat(own.status()).isEqualTo(403);
        assertThat(own.body()).contains("Nobody agrees to an address");
        assertThatThrownBy(() -> database.owner()
                        .sql("update record.checkpoint_receiver set confirmed_by = added_by, confirmed_at = now()"
                                + " where address = ?")
                        .param(keeper)
                        .update())
                .hasMessageContaining("two_people");
        assertThatThrownBy(() -> database.owner()
                        .sql("update record.checkpoint_receiver set notice_id = gen_random_uuid(), mailed_at = now()"
                                + " where address = ?")
                        .param(keeper)
                        .update())
                .hasMessageContaining("mailed_once_confirmed");
    }

    /** Another person does. */
    private void agree() {
        Browser other = somebody.with("iso", "iso").browser(port);
        assertThat(other.post("/record/log/receivers/confirm", "address", keeper)
                        .status())
                .isEqualTo(302);
    }

    @Test
    void whoMayNotExportSetsNoReceiver() {
        Browser engineer =
                somebody.with("security-engineer", "security-engineer").browser(port);
        Browser operator = somebody.with("operator").browser(port);

        assertThat(engineer.post("/record/log/receivers", "address", keeper).status())
                .isEqualTo(403);
        assertThat(operator.post("/record/log/receivers/remove", "address", keeper)
                        .status())
                .isEqualTo(403);
        assertThat(new Browser(port)
                        .post("/record/log/receivers", "address", keeper)
                        .status())
                .isIn(302, 403);
        auditor.post("/record/log/receivers", "address", "no address");
        assertThat(mail.all()).noneMatch(receiver -> receiver.address().contains("no"));
    }

    /** As a stranger verifies it: with the JDK alone and the key that the log shows. */
    private boolean isSigned(String note) throws Exception {
        String body = note.substring(0, note.indexOf("\n\n") + 1);
        String line =
                note.substring(note.indexOf("\u2014 ")).lines().findFirst().orElseThrow();
        byte[] signed = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
        String key = log.standing().head().orElseThrow().verifierKey();
        byte[] raw = Base64.getDecoder().decode(key.split("\\+", 3)[2]);
        byte[] der = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 44);
        System.arraycopy(raw, raw.length - 32, der, 12, 32);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
        signature.update(body.getBytes(StandardCharsets.UTF_8));
        return signature.verify(Arrays.copyOfRange(signed, signed.length - 64, signed.length));
    }

    private void setUpMail() {
        Browser administrator = somebody.with("administrator", "administrator").browser(port);
        Browser.Answer answer = administrator.post(
                "/settings/mail",
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(server.getPortAllocated()),
                "transport",
                "plain",
                "sender",
                "bastide@mail.test",
                "console-url",
                "https://bastide.example",
                "report-port",
                "993");
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    }

    private List<String> mine() {
        return mails.stream()
                .map(CheckpointMailTest::text)
                .filter(text -> text.startsWith(keeper))
                .toList();
    }

    private static String text(byte[] mail) {
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
            return message.getAllRecipients()[0] + "\n" + message.getContent();
        } catch (jakarta.mail.MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String told() {
        return auditor.get("/api/v1/audit?operation=audit.checkpoint_mail&content=" + keeper.replace("@", "%40"))
                .body();
    }

    private final class Taker implements MessageHandler {
        private Taker(MessageContext context) {
            // Whoever connects may mail.
        }

        @Override
        public void from(String from) throws RejectException {}

        @Override
        public void recipient(String recipient) throws RejectException {}

        @Override
        public String data(InputStream data) throws IOException {
            mails.add(data.readAllBytes());
            return "250 taken";
        }

        @Override
        public void done() {}
    }
}
