package dev.bastide.vault;

import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals small secrets and wraps data keys under the master key. The context is bound into the seal, so that a sealed
 * value moved to another row or column does not open. Source: seed 000 s4 (A111).
 */
public final class Vault {
    private static final int KEY_BYTES = 32;

    private final KeyProvider provider;
    private final SecureRandom random;
    private final AesGcm gcm;
    private final Optional<SecretKey> master;

    public Vault(KeyProvider provider, SecureRandom random) {
        this.provider = provider;
        this.random = random;
        this.gcm = new AesGcm(random);
        this.master = provider.masterKey().map(bytes -> new SecretKeySpec(bytes, "AES"));
    }

    /** Whether the master key is missing; every other verb then throws {@link VaultLocked}. */
    public boolean locked() {
        return master.isEmpty();
    }

    /** Whether the key lies in the same folder as the data; amber until it is moved. */
    public boolean keyLiesBesideData() {
        return provider.liesBesideData();
    }

    /** Seals a secret for a context such as {@code identity.totp:<id>}. */
    public byte[] seal(byte[] plain, String context) {
        return gcm.seal(key(), plain, context);
    }

    /** Opens what {@link #seal} made for the same context. Throws {@link SealBroken} or {@link VaultLocked}. */
    public byte[] open(byte[] sealed, String context) {
        return gcm.open(key(), sealed, context);
    }

    /** Makes a fresh 256-bit data key, wrapped for this context. */
    public DataKey newDataKey(String context) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new DataKey(gcm.seal(key(), bytes, context), new SecretKeySpec(bytes, "AES"), gcm);
    }

    /** Unwraps a data key made for this context. Throws {@link SealBroken} or {@link VaultLocked}. */
    public DataKey unwrap(byte[] wrapped, String context) {
        return new DataKey(wrapped, new SecretKeySpec(gcm.open(key(), wrapped, context), "AES"), gcm);
    }

    private SecretKey key() {
        return master.orElseThrow(VaultLocked::new);
    }
}
