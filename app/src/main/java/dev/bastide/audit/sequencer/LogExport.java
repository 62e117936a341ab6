package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.BundleSink;
import dev.bastide.audit.log.BundleWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a bundle of the log as it stands in the database: all hashes, and the records of a range, widened to whole tiles.
 * Records are made anew from the inbox, one tile at a time.
 */
final class LogExport {
    private final JdbcClient jdbc;
    private final LeafMaker leaves;
    private final LogKeys keys;

    LogExport(JdbcClient jdbc, LeafMaker leaves, LogKeys keys) {
        this.jdbc = jdbc;
        this.leaves = leaves;
        this.keys = keys;
    }

    /** Indexes from the first to before the second. */
    record Range(long from, long to) {
        boolean has(long tileFrom) {
            return tileFrom >= from && tileFrom < to;
        }
    }

    /** The indexes of what was logged within this time, widened to whole tiles. */
    Range range(Head head, Instant from, Instant until) {
        long first = firstSince(head, from);
        long end = Math.max(first, firstSince(head, until));
        if (first == end) {
            return new Range(0, 0);
        }
        long wide = (end + LogWalk.TILE - 1) / LogWalk.TILE * LogWalk.TILE;
        return new Range(first / LogWalk.TILE * LogWalk.TILE, Math.min(wide, head.size()));
    }

    /** The first record logged at this time or later: times never decrease, so a few looks find it. */
    private long firstSince(Head head, Instant time) {
        long low = 0;
        long high = head.size();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (loggedAt(head, middle).isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Instant loggedAt(Head head, long index) {
        return jdbc.sql("select logged_at from audit.log_entry where log = :log and index = :index")
                .param("log", head.log())
                .param("index", index)
                .query(OffsetDateTime.class)
                .optional()
                .orElse(OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC))
                .toInstant();
    }

    /** What is wrong first with the records of the range or with the hashes of the whole, before anything is sent. */
    Optional<Finding> wrong(Head head, Range range) {
        LogWalk walk = new LogWalk(jdbc, leaves, keys, head.log());
        for (long from = range.from(); from < range.to(); from += LogWalk.TILE) {
            long expected = from;
            for (LogWalk.Place place : walk.places(from, Math.min(from + LogWalk.TILE, range.to()))) {
                if (place.index() != expected) {
                    break;
                }
                if (walk.derive(place) instanceof LogWalk.Derived.Wrong wrong) {
                    return Optional.of(wrong.finding());
                }
                expected++;
            }
            if (expected != Math.min(from + LogWalk.TILE, range.to())) {
                return Optional.of(new Finding(expected, "Record " + expected + " is gone from the index."));
            }
        }
        return Optional.empty();
    }

    /**
     * Writes the bundle. What cannot be made anew goes out as it is, so that a verifier refuses it: a record that was
     * changed by what is there now, one that is gone by nothing.
     */
    void write(Head head, Range range, BundleSink sink) {
        BundleWriter bundle = new BundleWriter(sink, keys.signer(jdbc, head.log()), true);
        LogWalk walk = new LogWalk(jdbc, leaves, keys, head.log());
        for (long from = 0; from < head.size(); from += LogWalk.TILE) {
            long to = Math.min(from + LogWalk.TILE, head.size());
            if (range.has(from)) {
                walk.places(from, to).forEach(place -> walk.leaf(place).ifPresent(bundle::add));
            } else {
                hashes(head, from, to).forEach(bundle::withhold);
            }
        }
        older(head, bundle);
        bundle.finish(head.note());
    }

    private List<byte[]> hashes(Head head, long from, long to) {
        return jdbc.sql("""
                select leaf_hash
                from audit.log_entry
                where log = :log and index >= :from and index < :to
                order by index
                """)
                .param("log", head.log())
                .param("from", from)
                .param("to", to)
                .query((row, at) -> row.getBytes(1))
                .list();
    }

    private void older(Head head, BundleWriter bundle) {
        jdbc.sql("""
                select size, note
                from audit.checkpoint
                where log = :log and size < :size
                order by size
                """)
                .param("log", head.log())
                .param("size", head.size())
                .query((row, number) -> {
                    bundle.older(row.getLong("size"), row.getString("note"));
                    return number;
                })
                .list();
    }
}
