package dev.bastide.ground.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** A certificate chain, its own first, and the private key: as two PEM files hold them. */
record Certificate(List<X509Certificate> chain, PrivateKey key) {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

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
            return new Certificate(chain, key(Files.readString(keyFile), keyFile));
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

    private static PrivateKey key(String pem, Path file) throws GeneralSecurityException {
        int from = pem.indexOf(BEGIN);
        int to = pem.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException(file + " must hold an unencrypted PKCS#8 key (" + BEGIN + ")");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(from + BEGIN.length(), to));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        throw new IllegalStateException(file + " holds a key that is neither EC, RSA nor Ed25519");
    }
}
