package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.TreeHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a log back, and makes each leaf anew from the inbox: what does not hash to what the index says was changed. */
final class LogWalk {
    static final int TILE = 256;

    private final JdbcClient jdbc;
    private final LeafMaker leaves;
    private final LogKeys keys;
    private final int log;
    private final TreeHash hash = new TreeHash();
    private @Nullable Segment segment;
    private long segmentAsked = -1;

    LogWalk(JdbcClient jdbc, LeafMaker leaves, LogKeys keys, int log) {
        this.jdbc = jdbc;
        this.leaves = leaves;
        this.keys = keys;
        this.log = log;
    }

    /** An index row, and what the inbox has for it. */
    record Place(long index, UUID recordId, Instant loggedAt, byte[] hash, Form form, Optional<InboxRow> row) {}

    /** A leaf made anew, or why it cannot be. */
    sealed interface Derived {
        /** It is what was signed. */
        record Right(Leaf leaf) implements Derived {}

        /** It is not. */
        record Wrong(Finding finding) implements Derived {}
    }

    /** The records of some indexes, in order; a missing one is missing. */
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
        Leaf leaf = leaves.make(row, place.form(), place.loggedAt(), salt).leaf();
        return Arrays.equals(hash.leaf(leaf.bytes()), place.hash())
                ? new Derived.Right(leaf)
                : wrong(place, "is not what was hashed: its row in the inbox or in the index was changed");
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
