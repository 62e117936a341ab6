package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.segment.SearchBudget;
import dev.bastide.audit.segment.SegmentQuery;
import dev.bastide.audit.segment.SegmentRange;
import dev.bastide.audit.segment.SegmentSearch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts in sealed segments, the newest first. One instance, one thread. */
public final class SealedCounts {
    private final JdbcClient jdbc;
    private final LogKeys keys;
    private final LogHome home;
    private final long began = System.nanoTime();
    private long lookedAt;
    private long unreadable;

    SealedCounts(JdbcClient jdbc, LogKeys keys, LogHome home) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.home = home;
    }

    /**
     * What to count.
     *
     * @param lookedAtMax how many records may be looked at
     * @param timeMax for how long
     */
    public record Ask(int log, AuditQuery query, long lookedAtMax, Duration timeMax) {}

    /**
     * How far it came.
     *
     * @param reached when the newest record was logged that was not looked at; nothing where all were
     */
    public record Answer(long lookedAt, long unreadable, Optional<Instant> reached) {}

    Answer count(Ask ask, SegmentSearch.Glances counting) {
        SegmentQuery query = SegmentQuery.of(ask.query());
        for (Sealed segment : new SealedRows(jdbc).all(ask.log()).reversed()) {
            Duration left = ask.timeMax().minusNanos(System.nanoTime() - began);
            if (left.isNegative() || lookedAt >= ask.lookedAtMax()) {
                return new Answer(
                        lookedAt, unreadable, Optional.of(segment.logged().to()));
            }
            SearchBudget budget = SearchBudget.of(Long.MAX_VALUE, ask.lookedAtMax() - lookedAt, left, System::nanoTime);
            SegmentSearch.Outcome outcome = SegmentSearch.glancing(
                            home.disk(), home.segments(segment.origin()), budget, counting)
                    .run(List.of(place(segment)), query, Long.MAX_VALUE);
            lookedAt += outcome.lookedAt();
            unreadable +=
                    outcome.unreadable().stream().mapToLong(SegmentRange::size).sum();
            if (outcome.next().isPresent()) {
                return new Answer(
                        lookedAt,
                        unreadable,
                        Optional.of(loggedAt(segment, outcome.next().getAsLong() - 1)));
            }
        }
        return new Answer(lookedAt, unreadable, Optional.empty());
    }

    private SegmentSearch.Place place(Sealed segment) {
        return new SegmentSearch.Place(
                segment.range(),
                segment.sha256(),
                segment.time().from(),
                segment.time().to(),
                () -> SealedLog.key(jdbc, keys, segment));
    }

    private Instant loggedAt(Sealed segment, long index) {
        try (SealedLog sealed = new SealedLog(jdbc, keys, home, segment.log())) {
            return sealed.entry(index).loggedAt();
        }
    }
}
