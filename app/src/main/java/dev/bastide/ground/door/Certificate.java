package dev.bastide.ground.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A certificate chain, its own first, and the private key: as two PEM files hold them. */
record Certificate(List<X509Certificate> chain, PrivateKey key) {

    Certificate {
        chain = List.copyOf(chain);
    }

    /** Reads both files. Throws {@link IllegalStateException} that names the file and what it must hold. */
    static Certificate read(Path certificateFile, Path keyFile) {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificateFile)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new IllegalStateException("No certificate in " + certificateFile);
            }
            return new Certificate(chain, key(keyFile));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Cannot read the certificate " + certificateFile + " or its key " + keyFile, e);
        }
    }

    /** In memory, for the server. The password only satisfies the interface. */
    KeyStore keyStore(char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("door", key, password, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The certificate and the key do not belong together", e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            Object first = parser.readObject();
            // Keys of elliptic curves are often preceded by their parameters.
            Object content = first instanceof ASN1ObjectIdentifier ? parser.readObject() : first;
            return switch (content) {
                case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
                case PrivateKeyInfo key -> converter.getPrivateKey(key);
                case null, default -> throw new IllegalStateException(file + " must hold an unencrypted private key");
            };
        }
    }
}
