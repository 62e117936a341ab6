package dev.bastide.vault;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What the master key wraps: the root of all marks, which never changes, and the keys that seal, the newest first. A
 * rotation adds one and wraps the ring anew; so nothing that was sealed or marked before has to be touched, and whoever
 * has an old master key has none of these.
 */
final class KeyRing {
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;

    /** As many rotations as a ring holds; with one a week, four years. */
    static final int MOST = 200;

    private final byte[] marks;
    private final List<byte[]> seals;
    private final Instant madeAt;

    private KeyRing(byte[] marks, List<byte[]> seals, Instant madeAt) {
        this.marks = marks.clone();
        this.seals = seals.stream().map(byte[]::clone).toList();
        this.madeAt = madeAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The ring of an installation that has none: its master key does everything itself. */
    static KeyRing ofMaster(byte[] master, Instant madeAt) {
        return new KeyRing(master, List.of(master), madeAt);
    }

    /** A fresh one. */
    static KeyRing fresh(SecureRandom random, Instant madeAt) {
        return new KeyRing(bytes(random), List.of(bytes(random)), madeAt);
    }

    /** The same with one more key that seals. Throws {@link IllegalStateException} where it is full. */
    KeyRing rotated(SecureRandom random, Instant now) {
        if (seals.size() >= MOST) {
            throw new IllegalStateException("the ring holds " + MOST + " keys and no more");
        }
        List<byte[]> more = new ArrayList<>(seals);
        more.addFirst(bytes(random));
        return new KeyRing(marks, more, now);
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The root of all marks. */
    byte[] marks() {
        return marks.clone();
    }

    /** The keys that seal, the newest first. */
    List<byte[]> seals() {
        return seals.stream().map(byte[]::clone).toList();
    }

    /** When the master key was made that wraps it. */
    Instant madeAt() {
        return madeAt;
    }

    /** Whether everything that the other opens and marks, this one opens and marks too. */
    boolean continues(KeyRing other) {
        int more = seals.size() - other.seals.size();
        if (more < 0 || !MessageDigest.isEqual(marks, other.marks)) {
            return false;
        }
        for (int at = 0; at < other.seals.size(); at++) {
            if (!MessageDigest.isEqual(seals.get(more + at), other.seals.get(at))) {
                return false;
            }
        }
        return true;
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES + 2 + KEY_BYTES * (1 + seals.size()))
                .put(VERSION)
                .putLong(madeAt.getEpochSecond())
                .putShort((short) seals.size())
                .put(marks);
        seals.forEach(bytes::put);
        return bytes.array();
    }

    /** Throws {@link IllegalArgumentException} for what is no ring. */
    static KeyRing of(byte[] text) {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        if (text.length < 1 + Long.BYTES + 2 + 2 * KEY_BYTES || bytes.get() != VERSION) {
            throw new IllegalArgumentException("no ring of keys");
        }
        Instant madeAt = Instant.ofEpochSecond(bytes.getLong());
        int count = bytes.getShort();
        if (count < 1 || bytes.remaining() != KEY_BYTES * (1 + count)) {
            throw new IllegalArgumentException("no ring of keys");
        }
        byte[] marks = take(bytes);
        List<byte[]> seals = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            seals.add(take(bytes));
        }
        return new KeyRing(marks, seals, madeAt);
    }

    private static byte[] take(ByteBuffer bytes) {
        byte[] key = new byte[KEY_BYTES];
        bytes.get(key);
        return key;
    }
}
