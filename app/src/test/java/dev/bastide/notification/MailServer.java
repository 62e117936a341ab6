package dev.bastide.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.testing.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A real SMTP server on a loopback port. It demands STARTTLS and a password. Addresses beginning with {@code gone},
 * {@code busy} and {@code policy} are answered as such.
 */
final class MailServer implements AutoCloseable {
    static final String USER = "bastide";
    static final String PASSWORD = "correct horse battery";

    final TestCertificate certificate = new TestCertificate();
    final List<String> mails = new CopyOnWriteArrayList<>();
    final AtomicInteger logins = new AtomicInteger();
    private final SMTPServer server;

    MailServer(boolean startTls) {
        SMTPServer.Builder builder = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("mail.test")
                .messageHandlerFactory(context -> new Taker())
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    logins.incrementAndGet();
                    if (!user.equals(USER) || !password.equals(PASSWORD)) {
                        throw new LoginFailedException();
                    }
                }));
        if (startTls) {
            builder = builder.enableTLS().requireTLS().requireAuth().startTlsSocketFactory(certificate.serverContext());
        }
        server = builder.build();
        server.start();
    }

    MailSetting setting() {
        return setting(PASSWORD, certificate.pem());
    }

    MailSetting setting(String password, String trusted) {
        return new MailSetting(
                "127.0.0.1",
                server.getPortAllocated(),
                MailSetting.Transport.STARTTLS,
                USER,
                password,
                "bastide@mail.test",
                "https://bastide.test",
                trusted,
                "",
                993);
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Taker implements MessageHandler {
        @Override
        public void from(String from) {}

        @Override
        public void recipient(String to) throws RejectException {
            if (to.startsWith("gone")) {
                throw new RejectException(550, "5.1.1 no such user here");
            }
            if (to.startsWith("busy")) {
                throw new RejectException(451, "4.7.1 try again later");
            }
            if (to.startsWith("policy")) {
                throw new RejectException(550, "5.7.1 refused by policy");
            }
        }

        @Override
        public String data(InputStream mail) throws IOException {
            mails.add(new String(mail.readAllBytes(), UTF_8));
            return "taken as " + mails.size();
        }

        @Override
        public void done() {}
    }
}
