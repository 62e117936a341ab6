package dev.bastide.audit.sequencer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows of the inbox that have no place in the log yet, below what transactions under way can still add to. An id says
 * nothing of that: a transaction that took a low one may commit after all others.
 */
final class InboxRows {
    private static final int FETCH = 256;
    private static final long BYTES_MAX = 16 << 20;

    private final JdbcClient jdbc;

    InboxRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How far the inbox can be read now.
     *
     * @param upto transactions below it are over
     * @param next transactions from it on have not begun: a row that says so came with another database
     * @param waiting whether there is a row to read
     */
    record Reach(long upto, long next, boolean waiting) {}

    /** Looks, cheaply, whether there is anything from this transaction on. */
    Reach reach(long floor) {
        return jdbc.sql("""
                select pg_snapshot_xmin(pg_current_snapshot())::text as upto,
                       pg_snapshot_xmax(pg_current_snapshot())::text as next,
                       exists (
                           select from audit.inbox
                           where xid >= cast(cast(:floor as text) as xid8)
                             and xid < pg_snapshot_xmin(pg_current_snapshot())) as waiting
                """)
                .param("floor", Long.toString(floor))
                .query((row, number) -> new Reach(
                        Long.parseLong(row.getString("upto")),
                        Long.parseLong(row.getString("next")),
                        row.getBoolean("waiting")))
                .single();
    }

    /**
     * One way through the inbox, from a lowest transaction to what was over when it began.
     *
     * @param floor no row below it is looked at
     * @param upto none from here on
     * @param foreign but again from here on: rows that came with another database, whose transactions are long over
     * @param after the id after which it goes on
     */
    record Sweep(long floor, long upto, long foreign, long after) {
        Sweep from(long id) {
            return new Sweep(floor, upto, foreign, id);
        }
    }

    /** Some rows, by their ids, and whether there may be more. */
    record Chunk(List<InboxRow> rows, boolean more) {}

    Chunk read(Sweep sweep, int limit) {
        List<InboxRow> rows = new ArrayList<>();
        long bytes = 0;
        try (Stream<InboxRow> found = select(sweep, limit)) {
            Iterator<InboxRow> next = found.iterator();
            while (bytes < BYTES_MAX && next.hasNext()) {
                InboxRow row = next.next();
                rows.add(row);
                bytes += row.payload().length;
            }
        }
        return new Chunk(rows, rows.size() == limit || bytes >= BYTES_MAX);
    }

    private Stream<InboxRow> select(Sweep sweep, int limit) {
        return jdbc
                .sql("""
                select i.id, i.xid::text as xid, i.record_id, i.received_at, i.source, i.source_seq, i.key_id, i.payload
                from audit.inbox as i
                where i.id > :after
                  and i.xid >= cast(cast(:floor as text) as xid8)
                  and (i.xid < cast(cast(:upto as text) as xid8) or i.xid >= cast(cast(:foreign as text) as xid8))
                  and not exists (select from audit.log_entry as e where e.inbox_id = i.id)
                  and not exists (select from audit.log_repeat as r where r.inbox_id = i.id)
                order by i.id
                limit :limit
                """)
                .param("after", sweep.after())
                .param("floor", Long.toString(sweep.floor()))
                .param("upto", Long.toString(sweep.upto()))
                .param("foreign", Long.toString(sweep.foreign()))
                .param("limit", limit)
                .withFetchSize(FETCH)
                .query(InboxRows::row)
                .stream();
    }

    /** The row that is already in the log under this number of this source. */
    Optional<InboxRow> logged(String source, long number) {
        return jdbc.sql("""
                select i.id, i.xid::text as xid, i.record_id, i.received_at, i.source, i.source_seq, i.key_id, i.payload
                from audit.inbox as i
                join audit.log_entry as e on e.inbox_id = i.id
                where i.source = :source and i.source_seq = :number and e.form in ('record', 'unreadable')
                order by i.id
                limit 1
                """)
                .param("source", source)
                .param("number", number)
                .query(InboxRows::row)
                .optional();
    }

    /** Writes what the log itself says into the inbox, sealed like all else. */
    InboxRow declare(UUID keyId, UUID recordId, byte[] payload) {
        return jdbc.sql("""
                insert into audit.inbox (source, key_id, record_id, payload)
                values ('log', :key, :record, :payload)
                returning id, xid::text as xid, record_id, received_at, source, source_seq, key_id, payload
                """)
                .param("key", keyId)
                .param("record", recordId)
                .param("payload", payload)
                .query(InboxRows::row)
                .single();
    }

    static InboxRow row(ResultSet row, int number) throws SQLException {
        return new InboxRow(
                row.getLong("id"),
                Long.parseLong(row.getString("xid")),
                row.getObject("record_id", UUID.class),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("source"),
                sequence(row),
                row.getObject("key_id", UUID.class),
                row.getBytes("payload"));
    }

    private static @Nullable Long sequence(ResultSet row) throws SQLException {
        long number = row.getLong("source_seq");
        return row.wasNull() ? null : number;
    }
}
