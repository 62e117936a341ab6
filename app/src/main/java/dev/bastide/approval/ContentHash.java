package dev.bastide.approval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 of canonical content: each field in UTF-8, preceded by its length in bytes and a colon, followed by a
 * newline, in the order given. The length makes it impossible that two contents share a text.
 */
public final class ContentHash {
    private ContentHash() {}

    /** The hash of these fields, 64 lower-case hexadecimal characters. */
    public static String of(List<String> fields) {
        MessageDigest digest = sha256();
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
            digest.update((byte) '\n');
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The first twelve characters, for people to compare. */
    public static String brief(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }

    static void require(String hash) {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a content hash is 64 lower-case hexadecimal characters");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
