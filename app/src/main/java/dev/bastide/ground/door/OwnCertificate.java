package dev.bastide.ground.door;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate an installation makes for itself at its first start, for the names and addresses the machine has. It
 * proves nothing to a stranger, but a browser can be told its fingerprint. It is made anew a month before it ends.
 */
final class OwnCertificate {
    private static final Duration VALID = Duration.ofDays(397);
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final int SERIAL_BITS = 120;
    private static final int PEM_LINE = 64;

    private final Path certificateFile;
    private final Path keyFile;
    private final SecureRandom random;
    private final Clock clock;

    OwnCertificate(Path folder, SecureRandom random, Clock clock) {
        this.certificateFile = folder.resolve("certificate.pem");
        this.keyFile = folder.resolve("key.pem");
        this.random = random;
        this.clock = clock;
    }

    Certificate readOrMake() {
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            Certificate stored = Certificate.read(certificateFile, keyFile);
            Instant end = stored.chain().getFirst().getNotAfter().toInstant();
            if (end.isAfter(clock.instant().plus(RENEWED_BEFORE_END))) {
                return stored;
            }
        }
        try {
            KeyPair pair = pair();
            Certificate made = new Certificate(List.of(sign(pair)), pair.getPrivate());
            write(keyFile, "PRIVATE KEY", made.key().getEncoded());
            write(certificateFile, "CERTIFICATE", made.chain().getFirst().getEncoded());
            return made;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make a certificate for HTTPS", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the certificate for HTTPS to " + certificateFile, e);
        }
    }

    private KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private X509Certificate sign(KeyPair pair)
            throws OperatorCreationException, GeneralSecurityException, CertIOException {
        X500Name name = new X500Name("CN=Bastide");
        Instant now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(VALID)),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names()));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static GeneralName[] names() {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost"));
        Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1", "::1"));
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            hosts.add("bastide");
        }
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(a -> !a.isLinkLocalAddress())
                    .forEach(a -> addresses.add(a.getHostAddress().split("%", 2)[0]));
        } catch (SocketException e) {
            addresses.add("127.0.0.1");
        }
        List<GeneralName> names = new ArrayList<>();
        hosts.stream()
                .filter(host -> host.matches("[A-Za-z0-9.-]+"))
                .forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return names.toArray(GeneralName[]::new);
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Path folder = java.util.Objects.requireNonNull(file.getParent());
        Files.createDirectories(folder);
        String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(content);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                draft,
                ("-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
