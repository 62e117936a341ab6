package dev.bastide.asset.engine;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Private keys of accounts: made here, read from OpenSSH's own format, kept as one sealed text. */
public final class PrivateKeyText {
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ED25519_PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] ED25519_X509 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int RSA_LEAST_BITS = 3_072;

    private PrivateKeyText() {}

    /** A fresh ed25519 pair from the platform's secure random source. */
    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has no Ed25519", e);
        }
    }

    /**
     * Reads an unencrypted {@code BEGIN OPENSSH PRIVATE KEY} text: ed25519, ecdsa, or rsa of at least 3072 bits. Throws
     * {@link KeyUnreadable}, also for a key under a passphrase: a passphrase would have to lie beside it.
     */
    public static KeyPair parseOpenSsh(String text) {
        ByteBuffer in = ByteBuffer.wrap(body(text));
        byte[] magic = new byte[MAGIC.length];
        if (in.remaining() < MAGIC.length) {
            throw new KeyUnreadable();
        }
        in.get(magic);
        String cipher = Wire.nextText(in);
        String derivation = Wire.nextText(in);
        if (!cipher.equals("none") || !derivation.equals("none") || !Arrays.equals(magic, MAGIC)) {
            throw new KeyUnreadable();
        }
        Wire.next(in);
        if (in.remaining() < 4 || in.getInt() != 1) {
            throw new KeyUnreadable();
        }
        Wire.next(in);
        ByteBuffer secret = ByteBuffer.wrap(Wire.next(in));
        if (secret.remaining() < 8) {
            throw new KeyUnreadable();
        }
        int firstCheck = secret.getInt();
        int secondCheck = secret.getInt();
        if (firstCheck != secondCheck) {
            throw new KeyUnreadable();
        }
        return pair(secret);
    }

    /** One line for the vault: algorithm, PKCS #8 and X.509 forms. */
    public static byte[] toVault(KeyPair pair) {
        Base64.Encoder base64 = Base64.getEncoder();
        String line = pair.getPublic().getAlgorithm() + " "
                + base64.encodeToString(pair.getPrivate().getEncoded()) + " "
                + base64.encodeToString(pair.getPublic().getEncoded());
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    /** The pair of {@link #toVault}. Throws {@link KeyUnreadable}. */
    public static KeyPair fromVault(byte[] plain) {
        String[] parts = new String(plain, StandardCharsets.US_ASCII).split(" ", -1);
        if (parts.length != 3) {
            throw new KeyUnreadable();
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return pair(parts[0], base64.decode(parts[1]), base64.decode(parts[2]));
    }

    /** The OpenSSH form of an ed25519 public key made here. */
    public static PublicKeyText publicText(KeyPair pair) {
        if (!(pair.getPublic() instanceof EdECPublicKey)) {
            throw new KeyUnreadable();
        }
        return PublicKeyText.ofWire(
                new Wire().text("ssh-ed25519").bytes(rawEd25519(pair)).done());
    }

    /** The public part that stands in an OpenSSH private key file, without opening the private part. */
    public static PublicKeyText publicTextOf(String text) {
        ByteBuffer in = ByteBuffer.wrap(body(text));
        if (in.remaining() < MAGIC.length) {
            throw new KeyUnreadable();
        }
        in.position(MAGIC.length);
        Wire.next(in);
        Wire.next(in);
        Wire.next(in);
        if (in.remaining() < 4) {
            throw new KeyUnreadable();
        }
        in.getInt();
        return PublicKeyText.ofWire(Wire.next(in));
    }

    static byte[] rawEd25519(KeyPair pair) {
        byte[] x509 = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(x509, ED25519_X509.length, x509.length);
    }

    private static KeyPair pair(ByteBuffer secret) {
        String type = Wire.nextText(secret);
        try {
            return switch (type) {
                case "ssh-ed25519" -> ed25519(secret);
                case "ssh-rsa" -> rsa(secret);
                case "ecdsa-sha2-nistp256" -> ec(secret, "secp256r1");
                case "ecdsa-sha2-nistp384" -> ec(secret, "secp384r1");
                case "ecdsa-sha2-nistp521" -> ec(secret, "secp521r1");
                default -> throw new KeyUnreadable();
            };
        } catch (GeneralSecurityException e) {
            throw new KeyUnreadable();
        }
    }

    private static KeyPair ed25519(ByteBuffer secret) {
        byte[] open = Wire.next(secret);
        byte[] both = Wire.next(secret);
        if (open.length != 32 || both.length != 64) {
            throw new KeyUnreadable();
        }
        byte[] seed = Arrays.copyOf(both, 32);
        return pair(
                "Ed25519",
                new Wire().raw(ED25519_PKCS8).raw(seed).done(),
                new Wire().raw(ED25519_X509).raw(open).done());
    }

    private static KeyPair rsa(ByteBuffer secret) throws GeneralSecurityException {
        BigInteger n = Wire.nextNumber(secret);
        BigInteger e = Wire.nextNumber(secret);
        BigInteger d = Wire.nextNumber(secret);
        BigInteger iqmp = Wire.nextNumber(secret);
        BigInteger p = Wire.nextNumber(secret);
        BigInteger q = Wire.nextNumber(secret);
        if (n.bitLength() < RSA_LEAST_BITS) {
            throw new KeyUnreadable();
        }
        KeyFactory keys = KeyFactory.getInstance("RSA");
        BigInteger dp = d.mod(p.subtract(BigInteger.ONE));
        BigInteger dq = d.mod(q.subtract(BigInteger.ONE));
        return new KeyPair(
                keys.generatePublic(new RSAPublicKeySpec(n, e)),
                keys.generatePrivate(new RSAPrivateCrtKeySpec(n, e, d, p, q, dp, dq, iqmp)));
    }

    private static KeyPair ec(ByteBuffer secret, String curve) throws GeneralSecurityException {
        Wire.next(secret);
        byte[] point = Wire.next(secret);
        BigInteger d = Wire.nextNumber(secret);
        int half = (point.length - 1) / 2;
        if (point.length < 3 || point[0] != 4) {
            throw new KeyUnreadable();
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
        ECPoint w = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + half)),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + half, point.length)));
        KeyFactory keys = KeyFactory.getInstance("EC");
        return new KeyPair(
                keys.generatePublic(new ECPublicKeySpec(w, spec)), keys.generatePrivate(new ECPrivateKeySpec(d, spec)));
    }

    private static KeyPair pair(String algorithm, byte[] pkcs8, byte[] x509) {
        try {
            KeyFactory keys = KeyFactory.getInstance(algorithm.startsWith("Ed") ? "Ed25519" : algorithm);
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(x509)),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new KeyUnreadable();
        }
    }

    private static byte[] body(String text) {
        String begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END OPENSSH PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new KeyUnreadable();
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new KeyUnreadable();
        }
    }
}
