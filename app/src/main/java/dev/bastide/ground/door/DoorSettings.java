package dev.bastide.ground.door;

import dev.bastide.ground.Home;
import java.net.InetAddress;
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
        DoorWishes wishes = DoorWishes.of(settings::getProperty);
        return factory -> {
            boolean secureCookies = wishes.encrypts() || !trusted.networks().isEmpty();
            factory.getSettings().getSession().getCookie().setSecure(secureCookies);
            if (wishes.encrypts()) {
                Certificate certificate = wishes.certificate(home.folder(), random, clock);
                factory.addServerCustomizers(server -> encrypt(server, certificate, wishes.isKnown(), trusted));
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
            Certificate certificate = DoorWishes.of(settings::getProperty).certificate(home.folder(), random, clock);
            keys.init(certificate.keyStore(password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The certificate cannot be used for TLS", e);
        }
    }

    private static void encrypt(Server server, Certificate certificate, boolean known, TrustedProxies trusted) {
        for (Connector connector : server.getConnectors()) {
            encrypt((ServerConnector) connector, certificate, known);
        }
        server.insertHandler(new PlainVisitors(trusted));
    }

    /** Lets the port tell TLS from plain HTTP by the first bytes, and answer both. */
    static void encrypt(ServerConnector connector, Certificate certificate, boolean known) {
        char[] password = "in memory only".toCharArray();
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(certificate.keyStore(password));
        context.setKeyStorePassword(new String(password));
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConnectionFactory http = connector.getConnectionFactory(HttpConnectionFactory.class);
        http.getHttpConfiguration().setSendServerVersion(false);
        http.getHttpConfiguration().addCustomizer(secure(known));
        SslConnectionFactory ssl = new SslConnectionFactory(context, http.getProtocol());
        connector.setConnectionFactories(List.of(new DetectorConnectionFactory(ssl), http));
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
