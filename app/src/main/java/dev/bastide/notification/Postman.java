package dev.bastide.notification;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands letters to the mail server over SMTP; the only class that speaks it. */
@Component
class Postman {
    private static final String PATIENCE_MILLIS = "15000";
    private static final int REPLY_CHARACTERS_MAX = 900;
    private static final int IMAPS_PORT = 993;

    private final Clock clock;

    Postman(Clock clock) {
        this.clock = clock;
    }

    /** Sends one letter and tells what the server said. Throws nothing for what mail servers do. */
    Posted send(MailSetting setting, Letter letter) {
        try {
            Session session = Session.getInstance(properties(setting));
            MimeMessage message = message(session, setting, letter);
            try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
                if (setting.username().isEmpty()) {
                    transport.connect();
                } else {
                    transport.connect(setting.host(), setting.port(), setting.username(), setting.password());
                }
                transport.sendMessage(message, message.getAllRecipients());
                return new Posted.Accepted(fit(transport.getLastServerResponse()));
            }
        } catch (MessagingException e) {
            return failed(e);
        } catch (GeneralSecurityException | IOException e) {
            return new Posted.Later("the trusted certificate cannot be read: " + fit(e.getMessage()));
        }
    }

    /** How a session to this server is opened, for SMTP and for the box of reports. */
    static Properties properties(MailSetting setting) throws GeneralSecurityException, IOException {
        Properties properties = new Properties();
        for (String protocol : new String[] {"smtp", "imap"}) {
            String prefix = "mail." + protocol + ".";
            properties.put(prefix + "connectiontimeout", PATIENCE_MILLIS);
            properties.put(prefix + "timeout", PATIENCE_MILLIS);
            properties.put(prefix + "writetimeout", PATIENCE_MILLIS);
            properties.put(prefix + "ssl.checkserveridentity", "true");
            properties.put(prefix + "ssl.protocols", "TLSv1.3 TLSv1.2");
            if (!setting.trustedCertificate().isBlank()) {
                properties.put(prefix + "ssl.socketFactory", trusting(setting.trustedCertificate()));
            }
            protect(properties, prefix, protocol.equals("imap") ? boxTransport(setting) : setting.transport());
        }
        properties.put("mail.smtp.host", setting.host());
        properties.put("mail.smtp.port", Integer.toString(setting.port()));
        properties.put("mail.smtp.auth", Boolean.toString(!setting.username().isEmpty()));
        properties.put("mail.smtp.from", setting.sender());
        properties.put("mail.smtp.dsn.notify", "FAILURE,DELAY");
        properties.put("mail.smtp.dsn.ret", "HDRS");
        properties.put("mail.imap.host", setting.reportHost());
        properties.put("mail.imap.port", Integer.toString(setting.reportPort()));
        return properties;
    }

    private static void protect(Properties properties, String prefix, MailSetting.Transport transport) {
        switch (transport) {
            case STARTTLS -> {
                properties.put(prefix + "starttls.enable", "true");
                properties.put(prefix + "starttls.required", "true");
            }
            case TLS -> properties.put(prefix + "ssl.enable", "true");
            case PLAIN -> properties.put(prefix + "starttls.enable", "false");
        }
    }

    /** The box of reports is reached as the server is, but on the port of IMAP over TLS it is always TLS. */
    private static MailSetting.Transport boxTransport(MailSetting setting) {
        return setting.reportPort() == IMAPS_PORT ? MailSetting.Transport.TLS : setting.transport();
    }

    private MimeMessage message(Session session, MailSetting setting, Letter letter) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + letter.id() + "@" + domain(setting.sender()) + ">");
            }
        };
        message.setFrom(new InternetAddress(setting.sender(), true));
        Address to = new InternetAddress(letter.to(), true);
        message.setRecipient(Message.RecipientType.TO, to);
        message.setSubject(letter.subject().replaceAll("\\p{Cntrl}+", " "), "UTF-8");
        message.setSentDate(Date.from(clock.instant()));
        // So that out-of-office replies stay away (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        if (letter.urgent()) {
            message.setHeader("Importance", "high");
            message.setHeader("X-Priority", "1");
        }
        message.setText(letter.text(), "UTF-8");
        return message;
    }

    private static Posted failed(MessagingException failure) {
        for (Exception at = failure; at instanceof MessagingException one; at = one.getNextException()) {
            if (one instanceof SMTPAddressFailedException address
                    && ReplyCode.saysNoSuchAddress(address.getReturnCode(), String.valueOf(address.getMessage()))) {
                return new Posted.NoSuchAddress(fit(address.getMessage()));
            }
        }
        if (failure instanceof jakarta.mail.internet.AddressException) {
            return new Posted.NoSuchAddress(fit(failure.getMessage()));
        }
        StringBuilder told = new StringBuilder();
        for (Exception at = failure;
                at != null;
                at = at instanceof MessagingException one ? one.getNextException() : null) {
            told.append(told.isEmpty() ? "" : "; ").append(fit(at.getMessage()));
        }
        return new Posted.Later(fit(told.toString()));
    }

    private static String fit(@Nullable String reply) {
        String line = String.valueOf(reply).strip().replaceAll("\\s+", " ");
        return line.length() <= REPLY_CHARACTERS_MAX ? line : line.substring(0, REPLY_CHARACTERS_MAX);
    }

    private static String domain(String sender) {
        return sender.substring(sender.indexOf('@') + 1);
    }

    private static SSLSocketFactory trusting(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))) {
            store.setCertificateEntry("trusted-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
