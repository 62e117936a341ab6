package dev.bastide.audit.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Signs notes with one Ed25519 key: as a log (C2SP signed-note) or as a witness (C2SP tlog-cosignature). */
public final class NoteSigner {
    private static final byte LOG = 1;
    private static final byte WITNESS = 4;
    private static final Pattern NAME = Pattern.compile("[!-*,-~]{1,100}");

    private final String name;
    private final byte type;
    private final PrivateKey key;
    private final byte[] publicKey;

    private NoteSigner(String name, byte type, byte[] seed) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a key is printable ASCII without space and plus");
        }
        this.name = name;
        this.type = type;
        this.publicKey =
                new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
        try {
            this.key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key of a log. Its name is the log's origin; the seed has 32 bytes. */
    public static NoteSigner ofLog(String origin, byte[] seed) {
        return new NoteSigner(origin, LOG, seed);
    }

    /** The key of a witness. */
    public static NoteSigner ofWitness(String name, byte[] seed) {
        return new NoteSigner(name, WITNESS, seed);
    }

    /** Name of the key. */
    public String name() {
        return name;
    }

    /** The public key as C2SP writes it: name, key ID, and base64 of type and key. */
    public String verifierKey() {
        return name + "+" + HexFormat.of().formatHex(id()) + "+" + base64(typed());
    }

    /** SHA-256 of the 32 bytes of the public key, as hexadecimal: what two people compare by telephone. */
    public String fingerprint() {
        return HexFormat.of().formatHex(sha256(publicKey));
    }

    /** The signature line of a log for this text, with its line end. */
    public String sign(String text) {
        return line(signature(text));
    }

    /** The line with which a witness cosigns a checkpoint at this time, in seconds since 1970. */
    public String cosign(String text, long seconds) {
        byte[] signature = signature("cosignature/v1\ntime " + seconds + "\n" + text);
        return line(ByteBuffer.allocate(8 + signature.length)
                .putLong(seconds)
                .put(signature)
                .array());
    }

    private String line(byte[] signature) {
        byte[] id = id();
        byte[] whole = Arrays.copyOf(id, id.length + signature.length);
        System.arraycopy(signature, 0, whole, id.length, signature.length);
        return "\u2014 " + name + " " + base64(whole) + "\n";
    }

    private byte[] signature(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] id() {
        byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] typed = typed();
        byte[] whole = Arrays.copyOf(start, start.length + typed.length);
        System.arraycopy(typed, 0, whole, start.length, typed.length);
        return Arrays.copyOf(sha256(whole), 4);
    }

    private byte[] typed() {
        return ByteBuffer.allocate(1 + publicKey.length)
                .put(type)
                .put(publicKey)
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
