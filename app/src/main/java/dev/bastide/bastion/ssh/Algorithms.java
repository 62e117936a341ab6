package dev.bastide.bastion.ssh;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.BuiltinFactory;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.ServerBuilder;

/** The algorithms of both legs. The door offers only what an audit finds no fault with; hosts may be older. */
final class Algorithms {
    private static final int SHORTEST_RSA_BITS = 3072;

    private Algorithms() {}

    /**
     * Keeps the protocol on the JDK's own ciphers and curves: they are twice as fast as BouncyCastle's, which is on the
     * class path for other reasons. Must run before anything else of the library.
     */
    static void preferTheJdk() {
        SecurityUtils.setAPrioriDisabledProvider("BC", true);
    }

    static List<NamedFactory<Cipher>> doorCiphers() {
        return supported(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes256gcm, BuiltinCiphers.cc20p1305_openssh);
    }

    /** aes128-gcm first: it is what the hardware does, and the client's order decides. */
    static List<NamedFactory<Cipher>> hostCiphers() {
        return supported(
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.cc20p1305_openssh,
                BuiltinCiphers.aes128ctr,
                BuiltinCiphers.aes256ctr);
    }

    static List<NamedFactory<Mac>> doorMacs() {
        return supported(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm);
    }

    static List<NamedFactory<Mac>> hostMacs() {
        return supported(
                BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256, BuiltinMacs.hmacsha512);
    }

    static List<KeyExchangeFactory> doorKeyExchanges() {
        return NamedFactory.setUpTransformedFactories(
                true,
                List.of(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.sntrup761x25519,
                        BuiltinDHFactories.sntrup761x25519_openssh,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh),
                ServerBuilder.DH2KEX);
    }

    static List<KeyExchangeFactory> hostKeyExchanges() {
        return NamedFactory.setUpTransformedFactories(
                true,
                List.of(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp256,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp521,
                        BuiltinDHFactories.dhg16_512,
                        BuiltinDHFactories.dhg14_256),
                ClientBuilder.DH2KEX);
    }

    /** Everything that a person or a host may sign with; never SHA-1. */
    static List<NamedFactory<Signature>> signatures() {
        return supported(
                BuiltinSignatures.ed25519,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.sk_ssh_ed25519,
                BuiltinSignatures.sk_ecdsa_sha2_nistp256);
    }

    /** What the bastion signs with towards a host: keys and certificates over them. */
    static List<NamedFactory<Signature>> credentialSignatures() {
        List<NamedFactory<Signature>> all = new ArrayList<>(supported(
                BuiltinSignatures.ed25519_cert,
                BuiltinSignatures.rsaSHA512_cert,
                BuiltinSignatures.rsaSHA256_cert,
                BuiltinSignatures.nistp256_cert,
                BuiltinSignatures.nistp384_cert,
                BuiltinSignatures.nistp521_cert));
        all.addAll(signatures());
        return all;
    }

    /** The signatures that the pinned keys of a host can make: it is asked for no other key. */
    static List<NamedFactory<Signature>> signaturesOf(List<PublicKey> pinned) {
        List<String> names = pinned.stream()
                .flatMap(key -> KeyUtils.getAllEquivalentKeyTypes(KeyUtils.getKeyType(key)).stream())
                .toList();
        return signatures().stream()
                .filter(factory -> names.contains(factory.getName()))
                .toList();
    }

    static List<NamedFactory<Compression>> compressions() {
        return supported(BuiltinCompressions.none);
    }

    /** Whether a person may log in with a key of this kind. Certificates of users are not taken. */
    static boolean acceptable(PublicKey key) {
        if (key instanceof OpenSshCertificate) {
            return false;
        }
        return !(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() >= SHORTEST_RSA_BITS;
    }

    @SafeVarargs
    private static <T, F extends BuiltinFactory<T>> List<NamedFactory<T>> supported(F... factories) {
        List<NamedFactory<T>> usable = new ArrayList<>();
        for (F factory : factories) {
            if (factory.isSupported()) {
                usable.add(factory);
            }
        }
        return usable;
    }
}
