package dev.bastide.identity.key;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * One SSH public key as people paste it: {@code kind base64 comment}. The blob is read field by field (RFC 4253 section
 * 6.6, RFC 5656, RFC 8709 and OpenSSH's PROTOCOL.u2f); anything that is not exactly a key of an accepted kind is refused.
 *
 * @param kind the algorithm's name, inside and outside the blob the same
 * @param bits the key's strength as its kind counts it
 * @param blob the wire format
 * @param fingerprint {@code SHA256:} and unpadded base64, as ssh-keygen prints it
 * @param comment what followed the key, at most 200 characters
 */
public record PublicKeyLine(String kind, int bits, byte[] blob, String fingerprint, String comment) {
    private static final int RSA_BITS_MIN = 3072;
    private static final int RSA_BITS_MAX = 16_384;
    private static final int LINE_CHARACTERS_MAX = 8_192;
    private static final int COMMENT_CHARACTERS = 200;
    private static final int DETAIL_CHARACTERS = 64;
    private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(3);

    public PublicKeyLine {
        Objects.requireNonNull(kind);
        blob = blob.clone();
        Objects.requireNonNull(fingerprint);
        Objects.requireNonNull(comment);
    }

    @Override
    public byte[] blob() {
        return blob.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKeyLine line && Arrays.equals(blob, line.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(blob);
    }

    @Override
    public String toString() {
        return kind + " " + fingerprint;
    }

    /** Reads one line. Throws {@link PublicKeyRefused} with the reason. */
    public static PublicKeyLine read(String text) {
        String line = text.strip();
        if (line.length() > LINE_CHARACTERS_MAX) {
            throw new PublicKeyRefused("identity.key.too-long", "");
        }
        if (line.contains("PRIVATE KEY")) {
            throw new PublicKeyRefused("identity.key.private", "");
        }
        String[] parts = line.split("[ \\t]+", 3);
        if (parts.length < 2 || line.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        int bits = bitsOf(parts[0], new Wire(blob));
        String comment = parts.length == 3 ? parts[2].strip() : "";
        return new PublicKeyLine(
                parts[0],
                bits,
                blob,
                fingerprint(blob),
                comment.substring(0, Math.min(comment.length(), COMMENT_CHARACTERS)));
    }

    /** The fingerprint of a key's wire format, as ssh-keygen prints it. */
    public static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static int bitsOf(String kind, Wire wire) {
        if (!wire.text().equals(kind)) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        int bits = switch (kind) {
            case "ssh-ed25519" -> edwards(wire);
            case "sk-ssh-ed25519@openssh.com" -> withApplication(edwards(wire), wire);
            case "ecdsa-sha2-nistp256" -> curve(wire, "nistp256", 256);
            case "ecdsa-sha2-nistp384" -> curve(wire, "nistp384", 384);
            case "ecdsa-sha2-nistp521" -> curve(wire, "nistp521", 521);
            case "sk-ecdsa-sha2-nistp256@openssh.com" -> withApplication(curve(wire, "nistp256", 256), wire);
            case "ssh-rsa" -> rsa(wire);
            case "ssh-dss" -> throw new PublicKeyRefused("identity.key.dsa", "");
            default -> throw new PublicKeyRefused("identity.key.kind", cut(kind));
        };
        if (!wire.atEnd()) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        return bits;
    }

    private static int edwards(Wire wire) {
        if (wire.field().length != 32) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        return 256;
    }

    private static int curve(Wire wire, String name, int bits) {
        int coordinate = (bits + 7) / 8;
        boolean right = wire.text().equals(name);
        byte[] point = wire.field();
        if (!right || point.length != 1 + 2 * coordinate || point[0] != 4) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        return bits;
    }

    private static int withApplication(int bits, Wire wire) {
        // A security key also names the application it was made for.
        if (wire.text().isEmpty()) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        return bits;
    }

    private static int rsa(Wire wire) {
        BigInteger exponent = wire.number();
        BigInteger modulus = wire.number();
        int bits = modulus.bitLength();
        if (exponent.compareTo(SMALLEST_EXPONENT) < 0 || !exponent.testBit(0) || !modulus.testBit(0)) {
            throw new PublicKeyRefused("identity.key.not-a-key", "");
        }
        if (bits < RSA_BITS_MIN) {
            throw new PublicKeyRefused("identity.key.rsa-short", Integer.toString(bits));
        }
        if (bits > RSA_BITS_MAX) {
            throw new PublicKeyRefused("identity.key.too-long", Integer.toString(bits));
        }
        return bits;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), DETAIL_CHARACTERS));
    }
}
