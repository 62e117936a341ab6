package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/** Keys in the forms that people, hosts and the vault know them in. */
public final class SshKeys {
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

    private SshKeys() {}

    /** A new Ed25519 pair from the JDK. */
    public static KeyPair newEd25519() {
        return generate("Ed25519", 255);
    }

    /** A new RSA pair of 4096 bits; takes a second or more. */
    public static KeyPair newRsa4096() {
        return generate("RSA", 4096);
    }

    /** The key of a line {@code type base64 comment}, as in {@code authorized_keys} without options; empty if it is none. */
    public static Optional<PublicKey> read(String line) {
        Algorithms.preferTheJdk();
        try {
            PublicKeyEntry entry = PublicKeyEntry.parsePublicKeyEntry(line.strip());
            return Optional.ofNullable(
                    entry == null ? null : entry.resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The line {@code type base64} of a key. */
    public static String line(PublicKey key) {
        Algorithms.preferTheJdk();
        return PublicKeyEntry.toString(key);
    }

    /** {@code SHA256:…} as {@code ssh-keygen -l} shows it. */
    public static String fingerprint(PublicKey key) {
        Algorithms.preferTheJdk();
        return KeyUtils.getFingerPrint(key);
    }

    /** Whether two keys are the same. */
    public static boolean same(PublicKey one, PublicKey other) {
        return KeyUtils.compareKeys(one, other);
    }

    /** A pair from its encodings: PKCS#8 for the private key, X.509 for the public, algorithm as the JDK names it. */
    public static KeyPair pair(String algorithm, byte[] pkcs8, byte[] x509) {
        try {
            KeyFactory factory = KeyFactory.getInstance(algorithm);
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(x509)),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key pair of " + algorithm, e);
        }
    }

    /** A new pair with a certificate for one account, to log in with during the validity. */
    static KeyPair certify(KeyPair authority, String account, String keyId, Instant now, Duration validity)
            throws IOException {
        KeyPair fresh = newEd25519();
        try {
            return new KeyPair(
                    OpenSshCertificateBuilder.userCertificate()
                            .publicKey(fresh.getPublic())
                            .id(keyId)
                            .principals(List.of(account))
                            .validAfter(now.minus(CLOCK_SKEW))
                            .validBefore(now.plus(validity))
                            .extension("permit-pty", "")
                            .sign(authority),
                    fresh.getPrivate());
        } catch (Exception e) {
            throw new IOException("the certificate could not be made", e);
        }
    }

    private static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
