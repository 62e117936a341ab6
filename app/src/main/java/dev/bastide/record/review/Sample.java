package dev.bastide.record.review;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * How large a sample is and what is drawn, so that anybody computes it anew from what stands in the record. The rule is
 * written down in {@code docs/operations/reviews.md} with a vector; it never changes.
 */
final class Sample {
    private static final String PURPOSE = "bastide review sample 1";
    private static final int PERCENT = 100;

    private Sample() {}

    /**
     * Attribute sampling where nothing may be wrong: the least n for which a share of {@code tolerable} in a hundred would
     * be missed with less than the rest to {@code confidence} in a hundred; everything where there is not more.
     */
    static int size(long population, int confidence, int tolerable) {
        double missed = Math.log1p(-confidence / (double) PERCENT);
        double sound = Math.log1p(-tolerable / (double) PERCENT);
        return (int) Math.min(population, (long) Math.ceil(missed / sound));
    }

    /** What is published of the secret before anything is drawn. */
    static String commitment(String secretHex) {
        return HexFormat.of().formatHex(sha256(HexFormat.of().parseHex(secretHex)));
    }

    /** The seed: nobody knows it before the log has reached the root, nor chooses it afterwards. */
    static byte[] seed(String secretHex, String origin, long logSize, String root) {
        String text = PURPOSE + "\n" + secretHex + "\n" + origin + "\n" + logSize + "\n" + root + "\n";
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Distinct positions from 0 to before {@code population}, in the order in which they are drawn. */
    static List<Long> draw(byte[] seed, long population, int size) {
        if (size >= population) {
            return LongStream.range(0, population).boxed().toList();
        }
        Positions positions = new Positions(seed, population);
        return LongStream.generate(positions::next).limit(size).boxed().toList();
    }

    /** The positions that a seed draws, one after the other, none twice; after the last there is none. */
    static final class Positions {
        private final byte[] seed;
        private final long population;

        /** Numbers beyond the greatest multiple of the population would favour its beginning; they are passed over. */
        private final long rest;

        private final Set<Long> drawn = new HashSet<>();
        private long turn;

        Positions(byte[] seed, long population) {
            this.seed = seed.clone();
            this.population = population;
            this.rest = Long.remainderUnsigned(Long.remainderUnsigned(-1L, population) + 1, population);
        }

        long next() {
            if (drawn.size() >= population) {
                throw new IllegalStateException("all " + population + " positions are drawn");
            }
            while (true) {
                byte[] hash = sha256(ByteBuffer.allocate(seed.length + Long.BYTES)
                        .put(seed)
                        .putLong(turn++)
                        .array());
                long number = ByteBuffer.wrap(hash).getLong();
                boolean fair = rest == 0 || Long.compareUnsigned(number, -rest) < 0;
                long position = Long.remainderUnsigned(number, population);
                if (fair && drawn.add(position)) {
                    return position;
                }
            }
        }
    }

    static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }
}
