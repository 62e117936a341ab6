package dev.bastide.ground.door;

import dev.bastide.ground.Home;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Opens the port. {@code bastide.tls}: {@code on} (the default) or {@code off}. Off means that a proxy named in
 * {@code bastide.proxies} speaks TLS for us; without one, only loopback is listened to.
 */
@Configuration(proxyBeanMethods = false)
class DoorSettings {

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> door(
            Home home, Clock clock, SecureRandom random, Environment settings) {
        TrustedProxies trusted = TrustedProxies.of(settings.getProperty("bastide.proxies", ""));
        String certificateFile = settings.getProperty("bastide.tls-certificate", "");
        String tls = settings.getProperty("bastide.tls", "on");
        boolean encrypts = !tls.equals("off") && !tls.equals("false");
        return factory -> {
            boolean secureCookies = encrypts || !trusted.networks().isEmpty();
            factory.getSettings().getSession().getCookie().setSecure(secureCookies);
            if (encrypts) {
                boolean known = !certificateFile.isBlank();
                Certificate certificate = certificate(home, clock, random, settings);
                factory.addServerCustomizers(server -> encrypt(server, certificate, known, trusted));
            } else if (trusted.networks().isEmpty()) {
                factory.setAddress(InetAddress.getLoopbackAddress());
            }
        };
    }

    /** The same certificate for other doors that speak TLS. It is read, or made, when the first of them asks. */
    @Bean
    @Lazy
    SSLContext doorContext(Home home, Clock clock, SecureRandom random, Environment settings) {
        char[] password = "in memory only".toCharArray();
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(certificate(home, clock, random, settings).keyStore(password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The certificate cannot be used for TLS", e);
        }
    }

    private static Certificate certificate(Home home, Clock clock, SecureRandom random, Environment settings) {
        String certificateFile = settings.getProperty("bastide.tls-certificate", "");
        String keyFile = settings.getProperty("bastide.tls-key", "");
        return certificateFile.isBlank()
                ? new OwnCertificate(home.folder().resolve("tls"), random, clock).readOrMake()
                : Certificate.read(Path.of(certificateFile), Path.of(keyFile));
    }

    private static void encrypt(Server server, Certificate certificate, boolean known, TrustedProxies trusted) {
        char[] password = "in memory only".toCharArray();
        for (Connector connector : server.getConnectors()) {
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setKeyStore(certificate.keyStore(password));
            context.setKeyStorePassword(new String(password));
            context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            HttpConnectionFactory http = connector.getConnectionFactory(HttpConnectionFactory.class);
            http.getHttpConfiguration().setSendServerVersion(false);
            http.getHttpConfiguration().addCustomizer(secure(known));
            SslConnectionFactory ssl = new SslConnectionFactory(context, http.getProtocol());
            ((ServerConnector) connector).setConnectionFactories(List.of(new DetectorConnectionFactory(ssl), http));
        }
        server.insertHandler(new PlainVisitors(trusted));
    }

    /** Strict transport security only under a certificate that a browser can check: it cannot be taken back. */
    private static SecureRequestCustomizer secure(boolean known) {
        SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
        if (known) {
            secure.setStsMaxAge(java.time.Duration.ofDays(180).toSeconds());
        }
        return secure;
    }
}
