package dev.bastide.vault;

import javax.crypto.SecretKey;

/**
 * A 256-bit key for one thing (a log segment, a recording), kept only wrapped by the master key. Destroying the
 * wrapped form erases what it sealed.
 */
public final class DataKey {
    private final byte[] wrapped;
    private final SecretKey key;
    private final AesGcm gcm;

    DataKey(byte[] wrapped, SecretKey key, AesGcm gcm) {
        this.wrapped = wrapped.clone();
        this.key = key;
        this.gcm = gcm;
    }

    /** The key as it may be stored: sealed by the master key. */
    public byte[] wrapped() {
        return wrapped.clone();
    }

    /** The key itself, for streams that do their own framing. Never stored, never logged. */
    public SecretKey key() {
        return key;
    }

    /** Seals bytes for a context; nonce (12), ciphertext, tag (16). */
    public byte[] seal(byte[] plain, String context) {
        return gcm.seal(key, plain, context);
    }

    /** Opens what {@link #seal} made for the same context. Throws {@link SealBroken}. */
    public byte[] open(byte[] sealed, String context) {
        return gcm.open(key, sealed, context);
    }
}
