package dev.bastide.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals small secrets, wraps data keys and marks rows under the master key. The context is bound into the seal, so that a
 * sealed value moved to another row or column does not open; a mark is right for exactly its parts. Source: seed 000 s4
 * (A111).
 */
public final class Vault {
    private static final int KEY_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final byte[] MARK_SALT = "bastide.mark.1".getBytes(StandardCharsets.US_ASCII);

    private final KeyProvider provider;
    private final SecureRandom random;
    private final AesGcm gcm;
    private volatile Optional<Opened> opened;
    private final Map<String, SecretKey> markKeys = new ConcurrentHashMap<>();

    public Vault(KeyProvider provider, SecureRandom random) {
        this.provider = provider;
        this.random = random;
        this.gcm = new AesGcm(random);
        this.opened = read();
    }

    /** The ring as it is used: the keys that seal, the newest first. */
    private record Opened(KeyRing ring, List<SecretKey> seals, String fingerprint) {}

    private Optional<Opened> read() {
        return provider.ring()
                .map(ring -> new Opened(
                        ring,
                        ring.seals().stream()
                                .map(bytes -> (SecretKey) new SecretKeySpec(bytes, "AES"))
                                .toList(),
                        provider.masterKey().map(KeyFile::fingerprintOf).orElse("")));
    }

    /**
     * The master key in use.
     *
     * @param fingerprint its short public name
     * @param madeAt when it was made
     * @param rotations how often one was put in the place of another, since there is a ring
     */
    public record Master(String fingerprint, Instant madeAt, int rotations) {}

    /** The master key in use. Throws {@link VaultLocked}. */
    public Master master() {
        Opened now = opened();
        return new Master(
                now.fingerprint(), now.ring().madeAt(), now.ring().seals().size() - 1);
    }

    /**
     * Takes up what a rotation has written meanwhile. What does not continue the ring in use is left alone: with it nothing
     * would open. Whether there was something new.
     */
    public boolean takeUp() {
        Opened known = opened();
        Optional<Opened> there = read().filter(now -> now.ring().continues(known.ring()));
        boolean fresh = there.isPresent() && !there.get().fingerprint().equals(known.fingerprint());
        if (fresh) {
            opened = there;
        }
        return fresh;
    }

    /** The same data key wrapped by the newest key; nothing where it is already. Throws {@link SealBroken}. */
    public Optional<byte[]> rewrapped(byte[] wrapped, String context) {
        try {
            gcm.open(opened().seals().getFirst(), wrapped, context);
            return Optional.empty();
        } catch (SealBroken older) {
            return Optional.of(seal(open(wrapped, context), context));
        }
    }

    /** Whether the master key is missing; every other verb then throws {@link VaultLocked}. */
    public boolean locked() {
        return opened.isEmpty();
    }

    /** Whether the key lies in the same folder as the data; amber until it is moved. */
    public boolean keyLiesBesideData() {
        return provider.liesBesideData();
    }

    /** Seals a secret for a context such as {@code identity.totp:<id>}. */
    public byte[] seal(byte[] plain, String context) {
        return gcm.seal(key(), plain, context);
    }

    /**
     * Opens what {@link #seal} made for the same context. What another program sealed after a rotation that this one has not
     * taken up yet opens too. Throws {@link SealBroken} or {@link VaultLocked}.
     */
    public byte[] open(byte[] sealed, String context) {
        try {
            return openWith(opened().seals(), sealed, context);
        } catch (SealBroken e) {
            if (takeUp()) {
                return openWith(opened().seals(), sealed, context);
            }
            throw e;
        }
    }

    private byte[] openWith(List<SecretKey> keys, byte[] sealed, String context) {
        for (SecretKey newer : keys.subList(0, keys.size() - 1)) {
            try {
                return gcm.open(newer, sealed, context);
            } catch (SealBroken e) {
                // It was sealed before this key was made.
            }
        }
        return gcm.open(keys.getLast(), sealed, context);
    }

    /** Makes a fresh 256-bit data key, wrapped for this context. */
    public DataKey newDataKey(String context) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new DataKey(gcm.seal(key(), bytes, context), new SecretKeySpec(bytes, "AES"), gcm);
    }

    /** Unwraps a data key made for this context. Throws {@link SealBroken} or {@link VaultLocked}. */
    public DataKey unwrap(byte[] wrapped, String context) {
        return new DataKey(wrapped, new SecretKeySpec(open(wrapped, context), "AES"), gcm);
    }

    /**
     * The mark by which this program knows again what it wrote itself: HMAC-SHA-256 of the parts, under a key derived for
     * this purpose alone from what the master key wraps, which no rotation changes. Parts are text, UUID, instants of whole microseconds, booleans, whole
     * numbers, bytes, lists of these, or null. Throws {@link VaultLocked}.
     *
     * @param purpose what is marked, such as {@code approval.vote}: a mark for one purpose is wrong for every other
     */
    public byte[] mark(String purpose, @Nullable Object... parts) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(markKeys.computeIfAbsent(purpose, this::markKey));
            return mac.doFinal(MarkText.of(Arrays.asList(parts)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + MAC, e);
        }
    }

    /**
     * Whether this is the mark of exactly these parts; how long the comparison takes tells nothing. No mark is never the
     * right one, and parts that cannot be marked at all, such as a time without an end, bear none: whoever writes them into
     * a row must not stop its readers. Throws {@link VaultLocked}.
     */
    public boolean bears(byte @Nullable [] mark, String purpose, @Nullable Object... parts) {
        byte[] right;
        try {
            right = mark(purpose, parts);
        } catch (MarkText.TimeUnmarkable e) {
            return false;
        }
        return mark != null && MessageDigest.isEqual(right, mark);
    }

    // HKDF of RFC 5869: from the mark keys nobody finds the master key, nor from one of them another.
    private SecretKey markKey(String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            MAC,
                            HKDFParameterSpec.ofExtract()
                                    .addSalt(MARK_SALT)
                                    .addIKM(new SecretKeySpec(opened().ring().marks(), "AES"))
                                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has HKDF", e);
        }
    }

    private SecretKey key() {
        return opened().seals().getFirst();
    }

    private Opened opened() {
        return opened.orElseThrow(VaultLocked::new);
    }
}
