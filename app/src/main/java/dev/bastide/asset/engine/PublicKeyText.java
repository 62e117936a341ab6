package dev.bastide.asset.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * One SSH public key: its type and its wire form. Read from an {@code authorized_keys}, {@code known_hosts} or
 * {@code ssh-keyscan} line.
 */
public record PublicKeyText(String type, String base64) {
    private static final Set<String> TYPES =
            Set.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa");
    private static final int LIMIT = 4_096;

    /** Checks that the wire form is of the named type. Throws {@link KeyUnreadable}. */
    public PublicKeyText {
        if (!TYPES.contains(type) || base64.length() > LIMIT) {
            throw new KeyUnreadable();
        }
        byte[] blob = decode(base64);
        ByteBuffer in = ByteBuffer.wrap(blob);
        if (!Wire.nextText(in).equals(type) || !in.hasRemaining()) {
            throw new KeyUnreadable();
        }
        while (in.hasRemaining()) {
            Wire.next(in);
        }
    }

    /** The key of one line; host names before it and the comment after it are ignored. Throws {@link KeyUnreadable}. */
    public static PublicKeyText parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        for (int i = 0; i + 1 < words.length; i++) {
            if (TYPES.contains(words[i])) {
                return new PublicKeyText(words[i], words[i + 1]);
            }
        }
        throw new KeyUnreadable();
    }

    /** All keys of a pasted text, comment and empty lines left out, each key once. Throws {@link KeyUnreadable}. */
    public static List<PublicKeyText> parseAll(String text) {
        List<PublicKeyText> keys = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            PublicKeyText key = parse(line);
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        return List.copyOf(keys);
    }

    /** The key of its wire form, as a server presents it. Throws {@link KeyUnreadable}. */
    public static PublicKeyText ofWire(byte[] blob) {
        String type = Wire.nextText(ByteBuffer.wrap(blob));
        return new PublicKeyText(type, Base64.getEncoder().encodeToString(blob));
    }

    /** The wire form that SSH sends. */
    public byte[] wire() {
        return decode(base64);
    }

    /** {@code type base64}, as {@code known_hosts} holds it. */
    public String line() {
        return type + " " + base64;
    }

    /** {@code SHA256:…} as OpenSSH shows it. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(wire());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new KeyUnreadable();
        }
    }
}
