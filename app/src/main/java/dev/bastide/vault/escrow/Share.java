package dev.bastide.vault.escrow;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One point of a straight line for each byte of a secret (Shamir, "How to share a secret", 1979, with two of n): two points
 * give the line and what it is at 0; through one point there goes a line for every secret there may be.
 *
 * @param number where on the line, from 1 to 255
 * @param set names the shares that were made together; lines of two sets do not cross where the secret is
 * @param fingerprint a public name of the secret
 */
public record Share(int number, Bytes set, Bytes fingerprint, Bytes point) {
    static final int SET_BYTES = 4;
    static final int FINGERPRINT_BYTES = 8;
    static final int SECRET_BYTES = 32;
    static final int CHECK_BYTES = 4;
    static final int LENGTH = 2 + SET_BYTES + FINGERPRINT_BYTES + SECRET_BYTES + CHECK_BYTES;

    private static final byte VERSION = 1;
    private static final int MOST = 255;
    private static final int MASK = 0xff;

    /** Bytes that are compared by what they are, and not shown by chance. */
    public record Bytes(byte[] value) {
        public Bytes {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && MessageDigest.isEqual(value, bytes.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        /** In hexadecimal digits. Not to be called for a point. */
        public String hex() {
            return HexFormat.of().formatHex(value);
        }

        @Override
        public String toString() {
            return value.length + " bytes";
        }
    }

    /** Why shares bring nothing back. */
    public static final class NoSecret extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoSecret(String why) {
            super(why);
        }
    }

    /** Makes so many shares of a secret of 32 bytes, of which any two bring it back. */
    public static List<Share> of(byte[] secret, byte[] fingerprint, int count, SecureRandom random) {
        if (count < 2 || count > MOST || secret.length != SECRET_BYTES || fingerprint.length != FINGERPRINT_BYTES) {
            throw new IllegalArgumentException("a secret of 32 bytes is shared among 2 to 255");
        }
        byte[] set = new byte[SET_BYTES];
        random.nextBytes(set);
        byte[] slope = new byte[SECRET_BYTES];
        random.nextBytes(slope);
        List<Share> shares = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            byte[] point = new byte[SECRET_BYTES];
            for (int at = 0; at < SECRET_BYTES; at++) {
                point[at] = (byte) (secret[at] ^ Field.multiply(slope[at] & MASK, number));
            }
            shares.add(new Share(number, new Bytes(set), new Bytes(fingerprint), new Bytes(point)));
        }
        Arrays.fill(slope, (byte) 0);
        return List.copyOf(shares);
    }

    /** The secret of two shares. Throws {@link NoSecret} where they are the same one, or were not made together. */
    public static byte[] combine(Share one, Share other) {
        if (!one.set.equals(other.set) || !one.fingerprint.equals(other.fingerprint)) {
            throw new NoSecret("the two shares were not made together");
        }
        if (one.number == other.number) {
            throw new NoSecret("both are the same share, number " + one.number);
        }
        // Lagrange at 0: y1 * x2/(x1+x2) + y2 * x1/(x1+x2); plus and minus are the same here.
        int span = Field.inverse(one.number ^ other.number);
        int first = Field.multiply(other.number, span);
        int second = Field.multiply(one.number, span);
        byte[] mine = one.point.value();
        byte[] his = other.point.value();
        byte[] secret = new byte[SECRET_BYTES];
        for (int at = 0; at < SECRET_BYTES; at++) {
            secret[at] = (byte) (Field.multiply(mine[at] & MASK, first) ^ Field.multiply(his[at] & MASK, second));
        }
        return secret;
    }

    byte[] toBytes() {
        byte[] body = ByteBuffer.allocate(LENGTH - CHECK_BYTES)
                .put(VERSION)
                .put((byte) number)
                .put(set.value())
                .put(fingerprint.value())
                .put(point.value())
                .array();
        return ByteBuffer.allocate(LENGTH).put(body).put(check(body)).array();
    }

    /** Throws {@link NoSecret} for what is no share, or one that was mistyped. */
    static Share of(byte[] text) {
        byte[] body = Arrays.copyOf(text, LENGTH - CHECK_BYTES);
        if (text.length != LENGTH
                || !MessageDigest.isEqual(check(body), Arrays.copyOfRange(text, LENGTH - CHECK_BYTES, LENGTH))) {
            throw new NoSecret("it was mistyped: its check does not fit");
        }
        ByteBuffer bytes = ByteBuffer.wrap(body);
        byte version = bytes.get();
        int number = bytes.get() & MASK;
        if (version != VERSION || number == 0) {
            throw new NoSecret("it is of a form that this program does not know");
        }
        return new Share(
                number,
                new Bytes(take(bytes, SET_BYTES)),
                new Bytes(take(bytes, FINGERPRINT_BYTES)),
                new Bytes(take(bytes, SECRET_BYTES)));
    }

    private static byte[] take(ByteBuffer bytes, int length) {
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static byte[] check(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return Arrays.copyOf(digest, CHECK_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }
}
