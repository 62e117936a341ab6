package dev.bastide.record.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom a target's certificate must come from. */
final class Trust {
    private Trust() {}

    /** The system's authorities, or those of this PEM alone. Throws {@link NotDelivered} where it holds none. */
    static SSLContext of(String pem) throws NotDelivered {
        try {
            if (pem.isBlank()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))) {
                store.setCertificateEntry("trusted-" + number++, each);
            }
            if (number == 0) {
                throw new NotDelivered("record.forward.bad-authority");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new NotDelivered("record.forward.bad-authority");
        }
    }
}
