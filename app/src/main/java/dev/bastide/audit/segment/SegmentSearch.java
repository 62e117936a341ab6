package dev.bastide.audit.segment;

import dev.bastide.audit.log.LogEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Searches segments, the newest record first or last, handing out each hit as it is found. One instance, one thread. */
public final class SegmentSearch {
    private final Disk disk;
    private final Path folder;
    private final Glances glances;
    private final SearchBudget budget;
    private long found;
    private long lookedAt;
    private boolean stopped;

    /** A search over the segments in a folder. */
    public SegmentSearch(Disk disk, Path folder, SearchBudget budget, Hits hits) {
        this(disk, folder, budget, (Glances) hit -> hits.take(hit.index(), hit.entry()));
    }

    private SegmentSearch(Disk disk, Path folder, SearchBudget budget, Glances glances) {
        this.disk = disk;
        this.folder = folder;
        this.budget = budget;
        this.glances = glances;
    }

    /** A search that unpacks of each hit no more than is asked of it: for counting. */
    public static SegmentSearch glancing(Disk disk, Path folder, SearchBudget budget, Glances glances) {
        return new SegmentSearch(disk, folder, budget, glances);
    }

    /** Takes each hit. */
    public interface Hits {
        void take(long index, LogEntry entry);
    }

    /** Looks at each hit. */
    public interface Glances {
        void take(Hit hit);
    }

    /** A record that was found and not unpacked yet. It is to be asked before the next one is looked for. */
    public static final class Hit {
        private final SegmentReader reader;
        private final int row;

        private Hit(SegmentReader reader, int row) {
            this.reader = reader;
            this.row = row;
        }

        /** Its index in the log. */
        public long index() {
            return reader.range().from() + row;
        }

        /** When it happened. */
        public Instant time() {
            return reader.timeAt(row);
        }

        /** The text of a column that each record has. */
        public String text(Column column) {
            return reader.cursor(column).required(row);
        }

        /** The whole record. */
        public LogEntry entry() {
            return reader.entryAt(row);
        }
    }

    /**
     * A segment as the log knows it.
     *
     * @param earliest the least time in it
     * @param latest the greatest time in it
     * @param key its key, asked for only when the segment is opened; nothing where it was destroyed
     */
    public record Place(
            SegmentRange range, byte[] sha256, Instant earliest, Instant latest, Supplier<Optional<SegmentKey>> key) {}

    /**
     * How far a search came.
     *
     * @param next go on with the records below this index, or with this one where the oldest come first; nothing where all
     *     were looked at
     * @param erased segments whose key is gone
     * @param unreadable segments that could not be read, which are a person's business
     * @param unindexed segments that were looked through without their sidecar: rebuild it
     */
    public record Outcome(
            long found,
            long lookedAt,
            OptionalLong next,
            List<SegmentRange> erased,
            List<SegmentRange> unreadable,
            List<SegmentRange> unindexed) {}

    /**
     * Looks through the records below an index.
     *
     * @param newestFirst the segments, the newest first
     * @param below where an earlier search stopped, or {@link Long#MAX_VALUE}
     */
    public Outcome run(List<Place> newestFirst, SegmentQuery query, long below) {
        return run(newestFirst, query, new Way(true, below));
    }

    /**
     * Looks through the records from an index on.
     *
     * @param oldestFirst the segments, the oldest first
     * @param from where an earlier search stopped, or 0
     */
    public Outcome runOldest(List<Place> oldestFirst, SegmentQuery query, long from) {
        return run(oldestFirst, query, new Way(false, from));
    }

    /** Which way through the rows of a segment, and from where on. */
    private record Way(boolean down, long bound) {
        boolean passes(SegmentRange range) {
            return down ? range.from() < bound : range.to() > bound;
        }

        int first(SegmentRange range, BitSet rows) {
            return down
                    ? rows.previousSetBit((int) (Math.min(bound, range.to()) - range.from()) - 1)
                    : rows.nextSetBit((int) (Math.max(bound, range.from()) - range.from()));
        }

        int next(BitSet rows, int row) {
            return down ? rows.previousSetBit(row - 1) : rows.nextSetBit(row + 1);
        }

        long stopped(SegmentRange range, int row) {
            return range.from() + row + (down ? 1 : 0);
        }
    }

    private Outcome run(List<Place> places, SegmentQuery query, Way way) {
        List<SegmentRange> erased = new ArrayList<>();
        List<SegmentRange> unreadable = new ArrayList<>();
        List<SegmentRange> unindexed = new ArrayList<>();
        OptionalLong next = OptionalLong.empty();
        for (Place place : places) {
            if (!way.passes(place.range()) || !mayHave(place, query)) {
                continue;
            }
            Optional<SegmentKey> key = place.key().get();
            if (key.isEmpty()) {
                erased.add(place.range());
                continue;
            }
            try {
                next = search(place, key.get(), query, way, unindexed);
            } catch (SegmentUnreadable e) {
                unreadable.add(place.range());
            }
            if (stopped) {
                break;
            }
        }
        return new Outcome(found, lookedAt, next, erased, unreadable, unindexed);
    }

    private static boolean mayHave(Place place, SegmentQuery query) {
        Instant from = query.from();
        Instant until = query.until();
        return (from == null || !place.latest().isBefore(from))
                && (until == null || place.earliest().isBefore(until));
    }

    private OptionalLong search(
            Place place, SegmentKey key, SegmentQuery query, Way way, List<SegmentRange> unindexed) {
        SegmentRange range = place.range();
        BitSet rows = candidates(new SegmentIndex.SealedFile(range, place.sha256(), key), query, unindexed);
        int row = way.first(range, rows);
        if (row < 0) {
            return OptionalLong.empty();
        }
        try (SegmentReader reader = SegmentReader.in(disk, folder, range, key)) {
            RowTest test = new RowTest(reader, query);
            for (; row >= 0; row = way.next(rows, row)) {
                if (budget.spent(found, lookedAt)) {
                    stopped = true;
                    return OptionalLong.of(way.stopped(range, row));
                }
                lookedAt++;
                if (test.passes(row)) {
                    found++;
                    glances.take(new Hit(reader, row));
                }
            }
        }
        return OptionalLong.empty();
    }

    private BitSet candidates(SegmentIndex.SealedFile file, SegmentQuery query, List<SegmentRange> unindexed) {
        BitSet rows = new BitSet(file.range().size());
        rows.set(0, file.range().size());
        if (query.equals(SegmentQuery.all())) {
            return rows;
        }
        try (SegmentIndex index = SegmentIndex.open(disk, folder, file)) {
            BitSet kept = (BitSet) rows.clone();
            query.texts().forEach((column, test) -> {
                if (SegmentIndex.COLUMNS.contains(column)) {
                    kept.and(index.rows(column, test));
                }
            });
            query.needles().forEach(needle -> index.keepWords(kept, needle.words()));
            index.keepTime(kept, query.from(), query.until());
            return kept;
        } catch (SegmentUnreadable e) {
            // A sidecar only makes it faster: without one every record is looked at.
            unindexed.add(file.range());
            return rows;
        }
    }

    /** What a row must be, read from the segment itself: the sidecar is believed nothing. */
    private static final class RowTest {
        private final SegmentReader reader;
        private final SegmentQuery query;
        private final @Nullable Instant from;
        private final @Nullable Instant until;

        RowTest(SegmentReader reader, SegmentQuery query) {
            this.reader = reader;
            this.query = query;
            this.from = query.from();
            this.until = query.until();
        }

        boolean passes(int row) {
            for (var text : query.texts().entrySet()) {
                if (!reader.cursor(text.getKey()).test(row, text.getValue())) {
                    return false;
                }
            }
            if ((from != null || until != null) && !inTime(row)) {
                return false;
            }
            for (Needle needle : query.needles()) {
                if (!reader.cursor(Column.CONTENT).look(row, needle::isIn)) {
                    return false;
                }
            }
            return true;
        }

        private boolean inTime(int row) {
            Instant time = reader.timeAt(row);
            return (from == null || !time.isBefore(from)) && (until == null || time.isBefore(until));
        }
    }
}
