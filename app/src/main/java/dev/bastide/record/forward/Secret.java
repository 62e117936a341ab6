package dev.bastide.record.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook's requests are signed with, as the standard of webhooks has it: {@code whsec_} and base64. */
final class Secret {
    static final Secret NONE = new Secret(new byte[0]);

    private static final String PREFIX = "whsec_";
    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;

    private final byte[] key;

    private Secret(byte[] key) {
        this.key = key;
    }

    /** Reads a secret; nothing where it is too short, too long, or none. */
    static Optional<Secret> of(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
            return key.length < BYTES_MIN || key.length > BYTES_MAX ? Optional.empty() : Optional.of(new Secret(key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Secret ofBytes(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    byte[] bytes() {
        return key.clone();
    }

    boolean isNone() {
        return key.length == 0;
    }

    /** Names it without telling it. */
    String keyId() {
        if (isNone()) {
            return "";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }

    /** The signature of a message, as its header has it. */
    String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Secret[" + keyId() + "]";
    }
}
