package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.log.TreeHash;
import dev.bastide.audit.segment.SegmentUnreadable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads a log back, and makes each leaf anew from the inbox or from its sealed segment: what does not hash to what the log
 * has for it was changed.
 */
final class LogWalk implements AutoCloseable {
    static final int TILE = 256;

    private static final int TILE_LEVEL = 8;

    private final JdbcClient jdbc;
    private final LeafMaker leaves;
    private final LogKeys keys;
    private final int log;
    private final SealedLog sealed;
    private final TreeHash hash = new TreeHash();
    private @Nullable Segment segment;
    private long segmentAsked = -1;

    LogWalk(LogStore store, int log) {
        this.jdbc = store.jdbc();
        this.leaves = store.leaves();
        this.keys = store.keys();
        this.log = log;
        this.sealed = store.sealed(log);
    }

    /** The part of the log that is sealed, which this walk closes. */
    SealedLog sealed() {
        return sealed;
    }

    @Override
    public void close() {
        sealed.close();
    }

    /** The leaves of a tile, as far as there are any, and what is wrong with them first. */
    record Tile(List<Leaf> leaves, Optional<Finding> finding) {}

    /** The leaves of these indexes, which are of one tile, made anew from wherever they lie. */
    Tile tile(long from, long to) {
        return from < sealed.end() ? sealedTile(from, to) : openTile(from, to);
    }

    private Tile sealedTile(long from, long to) {
        try {
            List<Leaf> found = sealed.leaves(from, to);
            return new Tile(found, isRight(found, from) ? Optional.empty() : otherThanHashed(from, to));
        } catch (SegmentUnreadable e) {
            return new Tile(List.of(), Optional.of(new Finding(from, unreadable(sealed.at(from), e))));
        }
    }

    private boolean isRight(List<Leaf> found, long from) {
        if (found.size() < TILE) {
            return true;
        }
        Frontier frontier = new Frontier();
        found.forEach(leaf -> frontier.add(hash.leaf(leaf.bytes())));
        return jdbc.sql("select hash from audit.tree_node where log = :log and level = :level and index = :index")
                .param("log", log)
                .param("level", TILE_LEVEL)
                .param("index", from / TILE)
                .query((row, number) -> row.getBytes(1))
                .optional()
                .filter(node -> Arrays.equals(node, frontier.root()))
                .isPresent();
    }

    private static Optional<Finding> otherThanHashed(long from, long to) {
        return Optional.of(new Finding(
                from,
                "The records " + from + " to before " + to + " of their sealed segment are not what was hashed."));
    }

    static String unreadable(Sealed segment, SegmentUnreadable why) {
        return "The sealed segment " + segment.log() + "/" + segment.range().fileName() + " is not what was sealed: "
                + why.getMessage() + ".";
    }

    private Tile openTile(long from, long to) {
        List<Leaf> found = new ArrayList<>();
        Optional<Finding> first = Optional.empty();
        long expected = from;
        for (Place place : places(from, to)) {
            if (first.isEmpty() && place.index() != expected) {
                first = gone(expected);
            }
            if (first.isEmpty() && derive(place) instanceof Derived.Wrong wrong) {
                first = Optional.of(wrong.finding());
            }
            leaf(place).ifPresent(found::add);
            expected++;
        }
        return new Tile(found, first.isEmpty() && expected != to ? gone(expected) : first);
    }

    private static Optional<Finding> gone(long index) {
        return Optional.of(new Finding(index, "Record " + index + " is gone from the index."));
    }

    /** An index row, and what the inbox has for it. */
    record Place(long index, UUID recordId, Instant loggedAt, byte[] hash, Form form, Optional<InboxRow> row) {}

    /** A leaf made anew, or why it cannot be. */
    sealed interface Derived {
        /** It is what was signed. */
        record Right(LogEntry entry, Leaf leaf) implements Derived {}

        /** It is not. */
        record Wrong(Finding finding) implements Derived {}
    }

    /** The hashes of the leaves of a tile, as the log has them; a sealed segment gives them anew. */
    List<byte[]> hashes(long from, long to) {
        if (from < sealed.end()) {
            return sealed.leaves(from, to).stream()
                    .map(leaf -> hash.leaf(leaf.bytes()))
                    .toList();
        }
        return jdbc.sql("""
                select leaf_hash
                from audit.log_entry
                where log = :log and index >= :from and index < :to
                order by index
                """)
                .param("log", log)
                .param("from", from)
                .param("to", to)
                .query((row, at) -> row.getBytes(1))
                .list();
    }

    /** The records of some indexes that are not sealed, in order; a missing one is missing. */
    List<Place> places(long from, long to) {
        return jdbc.sql("""
                select e.index, e.record_id as logged_id, e.logged_at, e.leaf_hash, e.form,
                       i.id, i.xid::text as xid, i.record_id, i.received_at, i.source, i.source_seq, i.key_id, i.payload
                from audit.log_entry as e
                left join audit.inbox as i on i.id = e.inbox_id
                where e.log = :log and e.index >= :from and e.index < :to
                order by e.index
                """)
                .param("log", log)
                .param("from", from)
                .param("to", to)
                .query(LogWalk::place)
                .list();
    }

    /** The leaf of a place, made anew from the inbox. */
    Derived derive(Place place) {
        if (place.row().isEmpty()) {
            return wrong(place, "is gone from the inbox");
        }
        InboxRow row = place.row().get();
        if (!row.recordId().equals(place.recordId())) {
            return wrong(place, "has another record in its row of the inbox");
        }
        byte[] salt = segment(place.index()).salts().of(place.index());
        LeafMaker.Made made = leaves.make(row, place.form(), place.loggedAt(), salt);
        return Arrays.equals(hash.leaf(made.leaf().bytes()), place.hash())
                ? new Derived.Right(made.entry(), made.leaf())
                : wrong(place, "is not what was hashed: its row in the inbox or in the index was changed");
    }

    /** A leaf, made anew, and when its record was logged. */
    record Made(Leaf leaf, Instant loggedAt) {}

    /** The record with this index, as it lies there now, right or wrong. */
    Made made(long index) {
        if (index < sealed.end()) {
            return new Made(sealed.leaf(index), sealed.entry(index).loggedAt());
        }
        Place place = places(index, index + 1).getFirst();
        return new Made(leaf(place).orElseThrow(), place.loggedAt());
    }

    /** The leaf that the inbox has for a place now, right or wrong. */
    Optional<Leaf> leaf(Place place) {
        byte[] salt = segment(place.index()).salts().of(place.index());
        return place.row()
                .map(row ->
                        leaves.make(row, place.form(), place.loggedAt(), salt).leaf());
    }

    private static Derived wrong(Place place, String words) {
        return new Derived.Wrong(
                new Finding(place.index(), "Record " + place.index() + " (" + place.recordId() + ") " + words + "."));
    }

    private Segment segment(long index) {
        Segment known = segment;
        if (known == null || index / TILE != segmentAsked) {
            known = keys.segment(jdbc, log, index);
            segment = known;
            segmentAsked = index / TILE;
        }
        return known;
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        boolean there = row.getObject("id") != null;
        return new Place(
                row.getLong("index"),
                row.getObject("logged_id", UUID.class),
                row.getObject("logged_at", OffsetDateTime.class).toInstant(),
                row.getBytes("leaf_hash"),
                Form.of(row.getString("form")),
                there ? Optional.of(InboxRows.row(row, number)) : Optional.empty());
    }
}
