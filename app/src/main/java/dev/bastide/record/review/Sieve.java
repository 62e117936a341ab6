package dev.bastide.record.review;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Keeps who sends many lines from filling the sample: foreign records are a stratum of their own. The sequence of positions
 * goes on until the stated number of the product's own records is drawn; as many foreign ones are kept, the others are passed
 * over. The rule is written down in {@code docs/operations/reviews.md}.
 */
final class Sieve {
    /** What every operation that a foreign program tells of begins with; no act of ours does. */
    private static final String FOREIGN = "intake/";

    /** So many positions are looked at, then the sample is what it is, and the draw says how many are missing: an alarm. */
    static final int LOOKED_MAX = 100_000;

    /** So many were by the rule that was the second. */
    private static final int LOOKED_BEFORE_MAX = 10_000;

    private Sieve() {}

    static boolean isForeign(String operation) {
        return operation.startsWith(FOREIGN);
    }

    /** How many positions are looked at where the own records do not suffice before. */
    static long bound(long population, int rule) {
        return Math.min(population, rule == Campaign.Draw.APART ? LOOKED_BEFORE_MAX : LOOKED_MAX);
    }

    /** The positions that are kept of so many, in the order in which they are drawn. */
    static List<Long> sift(Sample.Positions positions, long most, int size, LongPredicate isForeign) {
        List<Long> kept = new ArrayList<>();
        int own = 0;
        int foreign = 0;
        for (long looked = 0; own < size && looked < most; looked++) {
            long position = positions.next();
            if (!isForeign.test(position)) {
                own++;
                kept.add(position);
            } else if (foreign < size) {
                foreign++;
                kept.add(position);
            }
        }
        return kept;
    }
}
