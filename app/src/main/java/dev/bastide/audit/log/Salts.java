package dev.bastide.audit.log;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sixteen bytes in each leaf that nobody can guess without the segment's key: a hash of a record tells nothing about
 * it, and once the key is destroyed nobody can try. One instance serves one thread.
 */
public final class Salts {
    private static final int LENGTH = 16;

    private final Mac mac;

    public Salts(byte[] segmentKey) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(segmentKey, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The salt of the record with this index. */
    public byte[] of(long index) {
        return Arrays.copyOf(mac.doFinal(ByteBuffer.allocate(8).putLong(index).array()), LENGTH);
    }
}
