package dev.bastide.audit.segment;

import dev.bastide.audit.log.Salts;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The 256-bit data key of a segment. From it come the salts of the leaves, the key of the file and that of the sidecar, so
 * that no key serves two algorithms, and destroying the one data key erases all three.
 */
public final class SegmentKey {
    private static final int BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final String FILE = "bastide.segment.file.1";
    private static final String INDEX = "bastide.segment.index.1";

    private final UUID id;
    private final byte[] secret;

    /** The key with this name; the secret has 32 bytes. */
    public SegmentKey(UUID id, byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a segment's key has " + BYTES + " bytes");
        }
        this.id = id;
        this.secret = secret.clone();
    }

    /** Its public name, which the file carries. */
    public UUID id() {
        return id;
    }

    /** The salts of the records in the segment. */
    public Salts salts() {
        return new Salts(secret);
    }

    byte[] fileKey() {
        return derive(FILE);
    }

    byte[] indexKey() {
        return derive(INDEX);
    }

    private byte[] derive(String label) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
            return mac.doFinal(label.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + MAC, e);
        }
    }

    @Override
    public String toString() {
        return "SegmentKey " + id;
    }
}
