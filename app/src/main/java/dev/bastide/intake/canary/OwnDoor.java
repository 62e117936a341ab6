package dev.bastide.intake.canary;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Knocks at this program's own port, over the loopback, as any sender would. */
@Component
class OwnDoor {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Environment settings;
    private final CanaryKey key;

    OwnDoor(Environment settings, CanaryKey key) {
        this.settings = settings;
        this.key = key;
    }

    /** Tries it under this name. Throws {@link IOException} when nobody answers. */
    void knock(Try what, String name) throws IOException, InterruptedException {
        String tls = settings.getProperty("bastide.tls", "on");
        String scheme = tls.equals("off") || tls.equals("false") ? "http" : "https";
        URI address = URI.create(scheme + "://127.0.0.1:" + settings.getRequiredProperty("local.server.port")
                + what.path().replace("%s", name));
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + (what.known() ? key.secret() : "none"))
                .method(
                        what.method(),
                        HttpRequest.BodyPublishers.ofString(what.body().replace("%s", name)));
        if (what.known()) {
            request.header(CanaryFilter.HEADER, name);
        }
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .sslContext(anyCertificate())
                .build()) {
            client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    private static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OurOwn()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** The port is ours and the way to it is the loopback: for which name its certificate was made says nothing here. */
    private static final class OurOwn extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("nobody comes in here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("nobody comes in here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("nobody comes in here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
