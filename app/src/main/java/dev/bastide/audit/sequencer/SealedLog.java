package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.log.Salts;
import dev.bastide.audit.log.TreeHash;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.audit.segment.SegmentReader;
import dev.bastide.audit.segment.SegmentUnreadable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The sealed part of a log while something reads it: records and leaves by their indexes. It keeps one file open. One
 * instance, one thread. What a file does not give is a {@link SegmentUnreadable}.
 */
final class SealedLog implements AutoCloseable {
    private final JdbcClient jdbc;
    private final LogKeys keys;
    private final LogHome home;
    private final List<Sealed> segments;
    private @Nullable Open open;

    private record Open(Sealed sealed, SegmentReader reader, Salts salts) {}

    SealedLog(JdbcClient jdbc, LogKeys keys, LogHome home, int log) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.home = home;
        this.segments = new SealedRows(jdbc).all(log);
    }

    /** Its segments, in order. */
    List<Sealed> segments() {
        return List.copyOf(segments);
    }

    /** All records below this index are sealed. */
    long end() {
        return segments.isEmpty() ? 0 : segments.getLast().range().to();
    }

    /** All records below this index are dropped: of them there are hashes only, above every 256. */
    long minimum() {
        return segments.stream()
                .filter(segment -> segment.dropped().isPresent())
                .mapToLong(segment -> segment.range().to())
                .max()
                .orElse(0);
    }

    /** The record with this index. */
    LogEntry entry(long index) {
        return opened(index).reader().entry(index);
    }

    /** The leaf of the record with this index, made anew. */
    Leaf leaf(long index) {
        return Leaf.of(entry(index), opened(index).salts().of(index));
    }

    /** The records of some indexes of one segment, in order. */
    List<LogEntry> entries(long from, long to) {
        List<LogEntry> entries = new ArrayList<>();
        opened(from).reader().entries(from, to, (index, entry) -> entries.add(entry));
        return entries;
    }

    /** The leaves of some indexes of one segment, made anew, in order. */
    List<Leaf> leaves(long from, long to) {
        Open opened = opened(from);
        List<Leaf> leaves = new ArrayList<>();
        opened.reader()
                .entries(
                        from,
                        to,
                        (index, entry) ->
                                leaves.add(Leaf.of(entry, opened.salts().of(index))));
        return leaves;
    }

    /** The hashes of these leaves, one after the other. */
    byte[] leafHashes(long from, long to) {
        TreeHash hash = new TreeHash();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        leaves(from, to).forEach(leaf -> hashes.writeBytes(hash.leaf(leaf.bytes())));
        return hashes.toByteArray();
    }

    /** The segment that has this record. */
    Sealed at(long index) {
        return segments.stream()
                .filter(segment -> segment.range().has(index))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("record " + index + " is in no sealed segment"));
    }

    private Open opened(long index) {
        Open known = open;
        if (known != null && known.sealed().range().has(index)) {
            return known;
        }
        close();
        Sealed sealed = at(index);
        SegmentKey key = key(jdbc, keys, sealed)
                .orElseThrow(() -> new NoSuchElementException("the key of record " + index + " was destroyed"));
        SegmentReader reader = reader(home, sealed, key);
        Open fresh = new Open(sealed, reader, key.salts());
        open = fresh;
        return fresh;
    }

    static Optional<SegmentKey> key(JdbcClient jdbc, LogKeys keys, Sealed sealed) {
        return keys.segmentKey(jdbc, sealed.log(), sealed.range().from());
    }

    static SegmentReader reader(LogHome home, Sealed sealed, SegmentKey key) {
        return SegmentReader.in(home.disk(), home.segments(sealed.origin()), sealed.range(), key);
    }

    @Override
    public void close() {
        Open known = open;
        open = null;
        if (known != null) {
            known.reader().close();
        }
    }
}
