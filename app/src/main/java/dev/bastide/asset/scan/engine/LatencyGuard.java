package dev.bastide.asset.scan.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Watches how long targets take to answer. One that takes half as long again as before the scan, in 95 of 100 tries, ends
 * it. What is quicker than {@link #FLOOR_NANOS} counts as that: no business feels it, and the scheduling of this machine
 * alone differs by more. Source: seed 000 s3.2 (A81).
 */
final class LatencyGuard {
    static final long FLOOR_NANOS = 20_000_000L;
    private static final int BASELINE_SAMPLES = 10;
    private static final int CONFIRM_SAMPLES = 20;
    private static final int PERCENT = 95;

    private final Map<Address, Long> baselines = new ConcurrentHashMap<>();
    private volatile long worst;
    private volatile long baselineOfWorst = FLOOR_NANOS;

    /** A target that became slow: its figures in nanoseconds. */
    record Slow(Address address, long baseline, long p95) {}

    /** Takes the measure of a target before the scan. */
    void learn(Address address, ToLongFunction<Address> measure) {
        long[] nanos = new long[BASELINE_SAMPLES];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = measure.applyAsLong(address);
        }
        baselines.put(address, Math.max(FLOOR_NANOS, p95(nanos)));
    }

    /** Whether its measure was taken. */
    boolean isKnown(Address address) {
        return baselines.containsKey(address);
    }

    /** Whether one answer took so long that the target is to be asked again and again. */
    boolean isSuspicious(Address address, long nanos) {
        Long baseline = baselines.get(address);
        return baseline != null && nanos > limit(baseline);
    }

    /** Whether the target is slow indeed: two of twenty tries over the limit put 95 of 100 over it. */
    Optional<Slow> confirm(Address address, ToLongFunction<Address> measure) {
        long baseline = baselines.getOrDefault(address, FLOOR_NANOS);
        long[] nanos = new long[CONFIRM_SAMPLES];
        int over = 0;
        for (int i = 0; i < CONFIRM_SAMPLES; i++) {
            nanos[i] = measure.applyAsLong(address);
            over += nanos[i] > limit(baseline) ? 1 : 0;
            if (over > CONFIRM_SAMPLES * (100 - PERCENT) / 100) {
                long p95 = p95(Arrays.copyOf(nanos, i + 1));
                note(baseline, p95);
                return Optional.of(new Slow(address, baseline, p95));
            }
        }
        note(baseline, p95(nanos));
        return Optional.empty();
    }

    private synchronized void note(long baseline, long p95) {
        // The worst is the one that grew most.
        if ((double) p95 / baseline >= (double) worst / baselineOfWorst) {
            worst = p95;
            baselineOfWorst = baseline;
        }
    }

    long worst() {
        return worst;
    }

    long baseline() {
        return baselineOfWorst;
    }

    private static long limit(long baseline) {
        return baseline + baseline / 2;
    }

    static long p95(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (sorted.length * PERCENT + 99) / 100 - 1)];
    }
}
