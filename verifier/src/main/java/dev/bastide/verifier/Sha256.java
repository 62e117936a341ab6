package dev.bastide.verifier;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, plain and as RFC 6962 section 2.1 uses it in trees. One instance serves one thread. */
final class Sha256 {
    static final int LENGTH = 32;
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest;
    private final byte[] pair = new byte[1 + 2 * LENGTH];

    Sha256() {
        pair[0] = NODE;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] of(byte[] bytes) {
        return digest.digest(bytes);
    }

    void update(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
    }

    byte[] finish() {
        return digest.digest();
    }

    /** SHA-256(0x00 || leaf) into {@code out}. */
    void leaf(byte[] bytes, int from, int length, byte[] out) {
        digest.update(LEAF);
        digest.update(bytes, from, length);
        finish(out);
    }

    /** SHA-256(0x01 || left || right) into {@code out}, which may be one of the two. */
    void node(byte[] left, byte[] right, byte[] out) {
        System.arraycopy(left, 0, pair, 1, LENGTH);
        System.arraycopy(right, 0, pair, 1 + LENGTH, LENGTH);
        digest.update(pair);
        finish(out);
    }

    private void finish(byte[] out) {
        try {
            digest.digest(out, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
