package dev.bastide.audit.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 as RFC 6962 section 2.1 uses it: leaves and inner nodes never hash alike. One instance serves one thread. */
public final class TreeHash {
    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest;

    public TreeHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The root of the tree without leaves. */
    byte[] empty() {
        return digest.digest();
    }

    /** The hash of a leaf. */
    public byte[] leaf(byte[] bytes) {
        digest.update(LEAF);
        return digest.digest(bytes);
    }

    /** The hash of two neighbours. */
    public byte[] node(byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }
}
