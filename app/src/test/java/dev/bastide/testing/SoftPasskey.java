package dev.bastide.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An authenticator in software, with a browser around it that can be made to lie: about the address, the counter, the user
 * or whether the user was verified. Written by hand after WebAuthn level 3, sections 6.1 and 6.5.
 */
public final class SoftPasskey {
    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int ATTESTED = 0x40;

    private final KeyPair key;
    private final byte[] id = random();
    private String origin;
    private byte[] user = new byte[0];
    private int count;
    private int flags = PRESENT | VERIFIED;

    /** An authenticator in a browser at this address. */
    public SoftPasskey(String origin) {
        this.origin = origin;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            key = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The browser is at another address from now on. */
    public SoftPasskey at(String another) {
        origin = another;
        return this;
    }

    /** The counter stands at this number. */
    public SoftPasskey countedTo(int number) {
        count = number;
        return this;
    }

    /** The authenticator no longer checks who touches it. */
    public SoftPasskey unverified() {
        flags = PRESENT;
        return this;
    }

    /** The authenticator says that it belongs to this person. */
    public SoftPasskey of(UUID person) {
        user = ByteBuffer.allocate(16)
                .putLong(person.getMostSignificantBits())
                .putLong(person.getLeastSignificantBits())
                .array();
        return this;
    }

    /** Makes a credential as the options ask. */
    public String make(String options) {
        user = decode(find("\"user\":\\{\"id\":\"([^\"]+)\"", options));
        String client = client("webauthn.create", challenge(options));
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.write(0xa3);
        text(object, "fmt");
        text(object, "none");
        text(object, "attStmt");
        object.write(0xa0);
        text(object, "authData");
        bytes(object, authenticator(true));
        return "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"clientExtensionResults\":{},"
                        .formatted(id(), id())
                + "\"response\":{\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\",\"transports\":[\"internal\"]}}"
                        .formatted(encode(utf8(client)), encode(object.toByteArray()));
    }

    /** Shows the credential as the options ask; the counter grows. */
    public String show(String options) {
        count++;
        byte[] authenticator = authenticator(false);
        String client = client("webauthn.get", challenge(options));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(authenticator);
            signature.update(sha256(utf8(client)));
            return "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"clientExtensionResults\":{},"
                            .formatted(id(), id())
                    + "\"response\":{\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\",\"userHandle\":\"%s\"}}"
                            .formatted(
                                    encode(utf8(client)),
                                    encode(authenticator),
                                    encode(signature.sign()),
                                    encode(user));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The credential's id in base64url. */
    public String id() {
        return encode(id);
    }

    private String client(String type, String challenge) {
        return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
                .formatted(type, challenge, origin);
    }

    private byte[] authenticator(boolean made) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(sha256(utf8(origin.replaceFirst("^https?://", "").replaceFirst(":\\d+$", ""))));
        out.write(made ? flags | ATTESTED : flags);
        out.writeBytes(ByteBuffer.allocate(4).putInt(count).array());
        if (made) {
            out.writeBytes(new byte[16]);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
            out.writeBytes(id);
            out.writeBytes(coseKey());
        }
        return out.toByteArray();
    }

    private byte[] coseKey() {
        ECPublicKey open = (ECPublicKey) key.getPublic();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Kind EC2, algorithm ES256, curve P-256, then both coordinates.
        out.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
        bytes(out, coordinate(open.getW().getAffineX()));
        out.write(0x22);
        bytes(out, coordinate(open.getW().getAffineY()));
        return out.toByteArray();
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(signed.length, 32);
        System.arraycopy(signed, signed.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static void text(ByteArrayOutputStream out, String word) {
        out.write(0x60 | word.length());
        out.writeBytes(utf8(word));
    }

    private static void bytes(ByteArrayOutputStream out, byte[] content) {
        out.write(content.length < 256 ? 0x58 : 0x59);
        if (content.length >= 256) {
            out.write(content.length >> 8);
        }
        out.write(content.length & 0xff);
        out.writeBytes(content);
    }

    private static String challenge(String options) {
        return find("\"challenge\":\"([^\"]+)\"", options);
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private static byte[] random() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        return ByteBuffer.allocate(32)
                .putLong(one.getMostSignificantBits())
                .putLong(one.getLeastSignificantBits())
                .putLong(two.getMostSignificantBits())
                .putLong(two.getLeastSignificantBits())
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
