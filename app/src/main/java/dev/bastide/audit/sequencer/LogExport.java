package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.BundleSink;
import dev.bastide.audit.log.BundleWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a bundle of the log as it stands in the database: all hashes, and the records of a range, widened to whole tiles.
 * Records are made anew from the inbox, one tile at a time.
 */
final class LogExport {
    private final JdbcClient jdbc;
    private final LogStore store;

    LogExport(LogStore store) {
        this.jdbc = store.jdbc();
        this.store = store;
    }

    /** Indexes from the first to before the second. */
    record Range(long from, long to) {
        boolean has(long tileFrom) {
            return tileFrom >= from && tileFrom < to;
        }
    }

    /** The indexes of what was logged within this time, widened to whole tiles. */
    Range range(Head head, Instant from, Instant until) {
        Range exact = exact(head, from, until);
        if (exact.from() == exact.to()) {
            return new Range(0, 0);
        }
        long wide = (exact.to() + LogWalk.TILE - 1) / LogWalk.TILE * LogWalk.TILE;
        return new Range(exact.from() / LogWalk.TILE * LogWalk.TILE, Math.min(wide, head.size()));
    }

    /** The indexes of exactly what was logged within this time. */
    Range exact(Head head, Instant from, Instant until) {
        try (SealedLog sealed = store.sealed(head.log())) {
            long first = firstSince(head, sealed, from);
            return new Range(first, Math.max(first, firstSince(head, sealed, until)));
        }
    }

    /** The first record logged at this time or later: times never decrease, so a few looks find it. */
    private long firstSince(Head head, SealedLog sealed, Instant time) {
        long low = sealed.minimum();
        long high = head.size();
        for (Sealed segment : sealed.segments()) {
            if (segment.dropped().isPresent()) {
                continue;
            }
            if (segment.logged().to().isBefore(time)) {
                low = segment.range().to();
            } else if (!segment.logged().from().isBefore(time)) {
                high = Math.min(high, segment.range().from());
            }
        }
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (loggedAt(head, sealed, middle).isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Instant loggedAt(Head head, SealedLog sealed, long index) {
        if (index < sealed.end()) {
            return sealed.entry(index).loggedAt();
        }
        return jdbc.sql("select logged_at from audit.log_entry where log = :log and index = :index")
                .param("log", head.log())
                .param("index", index)
                .query(OffsetDateTime.class)
                .optional()
                .orElse(OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC))
                .toInstant();
    }

    /** What is wrong first with the records of the range, or with the files of the whole, before anything is sent. */
    Optional<Finding> wrong(Head head, Range range) {
        try (LogWalk walk = new LogWalk(store, head.log())) {
            Optional<Finding> missing = walk.sealed().segments().stream()
                    .flatMap(segment -> SealedCheck.size(store.home(), segment).stream())
                    .findFirst();
            for (long from = range.from(); missing.isEmpty() && from < range.to(); from += LogWalk.TILE) {
                missing = walk.tile(from, Math.min(from + LogWalk.TILE, range.to()))
                        .finding();
            }
            return missing;
        }
    }

    /**
     * Writes the bundle. What cannot be made anew goes out as it is, so that a verifier refuses it: a record that was
     * changed by what is there now, one that is gone by nothing.
     */
    void write(Head head, Range range, BundleSink sink) {
        try (LogWalk walk = new LogWalk(store, head.log())) {
            long minimum = walk.sealed().minimum();
            TreeRows tree = new TreeRows(jdbc, head.log(), head.size(), walk.sealed());
            BundleWriter bundle =
                    BundleWriter.from(minimum, tree, sink, store.keys().signer(jdbc, head.log()));
            for (long from = minimum; from < head.size(); from += LogWalk.TILE) {
                long to = Math.min(from + LogWalk.TILE, head.size());
                if (range.has(from)) {
                    walk.tile(from, to).leaves().forEach(bundle::add);
                } else {
                    walk.hashes(from, to).forEach(bundle::withhold);
                }
            }
            older(head, minimum, bundle);
            bundle.finish(head.note());
        }
    }

    private void older(Head head, long minimum, BundleWriter bundle) {
        jdbc.sql("""
                select size, note
                from audit.checkpoint
                where log = :log and size >= :minimum and size < :size
                order by size
                """)
                .param("log", head.log())
                .param("minimum", minimum)
                .param("size", head.size())
                .query((row, number) -> {
                    bundle.older(row.getLong("size"), row.getString("note"));
                    return number;
                })
                .list();
    }
}
