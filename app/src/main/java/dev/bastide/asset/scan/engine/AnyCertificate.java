package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Reads a certificate whoever signed it: a scan looks at what is shown, expired and self-made ones above all, and sends no
 * secret over the connection. Nothing else of the program uses it.
 */
final class AnyCertificate extends X509ExtendedTrustManager {
    private static final int NAMES_MAX = 50;
    private static final int NAME_CHARACTERS_MAX = 500;
    private static final SSLSocketFactory SOCKETS = factory();

    private AnyCertificate() {}

    static SSLSocketFactory sockets() {
        return SOCKETS;
    }

    private static SSLSocketFactory factory() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime speaks TLS", e);
        }
    }

    static TlsShown shown(SSLSession session) throws IOException {
        Certificate[] chain = session.getPeerCertificates();
        if (!(chain[0] instanceof X509Certificate certificate)) {
            throw new IOException("no X.509 certificate");
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new TlsShown(
                    session.getProtocol(),
                    session.getCipherSuite(),
                    fit(certificate.getSubjectX500Principal().getName()),
                    fit(certificate.getIssuerX500Principal().getName()),
                    names(certificate),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate that cannot be read", e);
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.size() > 1 && name.get(1) instanceof String)
                            .map(name -> fit((String) name.get(1)))
                            .limit(NAMES_MAX)
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static String fit(String text) {
        String plain = Banner.plain(text);
        return plain.length() <= NAME_CHARACTERS_MAX ? plain : plain.substring(0, NAME_CHARACTERS_MAX);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
