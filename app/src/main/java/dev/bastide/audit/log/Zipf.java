package dev.bastide.audit.log;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Picks from n things so that the k-th most frequent is picked as often as 1/k^s. */
final class Zipf {
    private final double[] upTo;

    Zipf(int n, double s) {
        upTo = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += 1 / Math.pow(i + 1, s);
            upTo[i] = sum;
        }
    }

    int next(SplittableRandom random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return at >= 0 ? at : Math.min(-at - 1, upTo.length - 1);
    }
}
