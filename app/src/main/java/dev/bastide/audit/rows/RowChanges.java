package dev.bastide.audit.rows;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.SealedRecords;
import dev.bastide.vault.Vault;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the changes that the database noted, and judges which came with a record of this program. */
@Component
class RowChanges {
    /** Any number that nothing else of this program locks. */
    private static final long LOCK = 0x726f7770726f6f66L;

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RecordCipher cipher;
    private final SealedRecords sealed;
    private final RowPlaces places;

    RowChanges(JdbcClient jdbc, Vault vault, RecordCipher cipher, SealedRecords sealed, RowPlaces places) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.cipher = cipher;
        this.sealed = sealed;
        this.places = places;
    }

    /** Whether this transaction is the one that proves now; several programs may run. */
    boolean isTurn() {
        return jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query(Boolean.class)
                .single();
    }

    /** Waits for the turn. A lock that somebody holds is a failure, not a silence. */
    void awaitTurn() {
        jdbc.sql("select set_config('lock_timeout', '5s', true)")
                .query(String.class)
                .single();
        jdbc.sql("select 1 from pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query(Integer.class)
                .single();
    }

    /** The oldest transaction that may still add to what was read. */
    String horizon() {
        return jdbc.sql("select cast(pg_snapshot_xmin(pg_current_snapshot()) as text)")
                .query(String.class)
                .single();
    }

    /** Changes of transactions from this one on, after a change, in order. */
    List<RowChange> read(String fromXid, long after, int most) {
        return jdbc.sql("select " + RowChange.COLUMNS + """

                from audit.row_change as c
                where c.xid >= cast(cast(:from as text) as xid8) and c.id > :after
                order by c.id
                limit :most
                """)
                .param("from", fromXid)
                .param("after", after)
                .param("most", most)
                .query((row, number) -> RowChange.read(row))
                .list();
    }

    /**
     * Whether the transaction of this change appended a record that this program made, for it and for no other. The number of
     * a transaction is a column that its owner can write; what PostgreSQL itself keeps of both rows is not.
     */
    boolean isRecorded(RowChange change) {
        record Row(UUID key, UUID record, byte[] payload, boolean only) {}
        return jdbc
                .sql("""
                        select i.key_id, i.record_id, i.payload,
                            not exists (select from audit.inbox as o
                                        where o.record_id = i.record_id and o.id <> i.id) as only
                        from audit.row_change as c
                        join audit.inbox as i on i.xid = c.xid and i.xmin = c.xmin
                        where c.id = :id and i.source = 'app'
                        order by i.id
                        """)
                .param("id", change.id())
                .query((row, number) -> new Row(
                        row.getObject("key_id", UUID.class),
                        row.getObject("record_id", UUID.class),
                        row.getBytes("payload"),
                        row.getBoolean("only")))
                .list()
                .stream()
                .anyMatch(row -> row.only()
                        && cipher.read(row.key(), row.record(), row.payload()) instanceof RecordCipher.Opened.Whole
                        && !isSealed(row.record()));
    }

    /** A record that was copied out of a segment before it was sealed is no record of what is done today. */
    private boolean isSealed(UUID record) {
        return sealed.record(record).isPresent();
    }

    /** Writes down that a change stands in the log, under a number that was never given. */
    void prove(RowChange change, boolean captured, long number) {
        byte[] mark = change.mark(vault, captured);
        jdbc.sql("""
                insert into audit.row_proof (number, change, room_table, row_key, hash, captured, mark, place, bound)
                values (:number, :change, :table, :key, :hash, :captured, :mark, :place, :bound)
                """)
                .param("number", number)
                .param("change", change.id())
                .param("table", change.table())
                .param("key", change.key())
                .param("hash", change.after())
                .param("captured", captured)
                .param("mark", mark)
                .param("place", places.place(number))
                .param("bound", places.bound(number, mark))
                .update();
    }

    /**
     * Those of these changes that this program has not proven. Asked for by their marks, which nobody else can write: rows that
     * were put in the way are not even looked at.
     */
    List<RowChange> unproven(List<RowChange> page) {
        Set<ByteBuffer> proven = jdbc.sql("""
                        select m.mark
                        from unnest(cast(:marks as bytea[])) as m (mark)
                        where exists (select from audit.row_proof as p where p.mark = m.mark)
                        """)
                .param(
                        "marks",
                        page.stream()
                                .flatMap(change -> Stream.of(change.mark(vault, false), change.mark(vault, true)))
                                .toArray(byte[][]::new))
                .query((row, number) -> ByteBuffer.wrap(row.getBytes("mark")))
                .set();
        return page.stream()
                .filter(change -> !proven.contains(ByteBuffer.wrap(change.mark(vault, false)))
                        && !proven.contains(ByteBuffer.wrap(change.mark(vault, true))))
                .toList();
    }

    /** The last number that was given; 0 before the first. */
    long last() {
        return places.last();
    }
}
