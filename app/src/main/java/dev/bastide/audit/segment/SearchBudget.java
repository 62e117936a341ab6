package dev.bastide.audit.segment;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much a search may do before it stops and says where to go on. */
@FunctionalInterface
public interface SearchBudget {
    /** Whether to stop, having found so many and looked at so many. */
    boolean spent(long found, long lookedAt);

    /**
     * The usual three bounds.
     *
     * @param nanos a clock that only goes forward, such as {@link System#nanoTime}
     */
    static SearchBudget of(long foundMax, long lookedAtMax, Duration timeMax, LongSupplier nanos) {
        long began = nanos.getAsLong();
        return (found, lookedAt) -> found >= foundMax
                || lookedAt >= lookedAtMax
                || (lookedAt % 64 == 0 && nanos.getAsLong() - began >= timeMax.toNanos());
    }

    /** No bound. */
    static SearchBudget endless() {
        return (found, lookedAt) -> false;
    }
}
