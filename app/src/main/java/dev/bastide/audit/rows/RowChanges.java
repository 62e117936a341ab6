package dev.bastide.audit.rows;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.SealedRecords;
import dev.bastide.vault.Vault;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

    RowChanges(JdbcClient jdbc, Vault vault, RecordCipher cipher, SealedRecords sealed) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.cipher = cipher;
        this.sealed = sealed;
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

    /** Writes down that a change stands in the log, as the number after the last. */
    void prove(RowChange change, boolean captured) {
        jdbc.sql("""
                insert into audit.row_proof (number, change, room_table, row_key, hash, captured, mark)
                select coalesce(max(p.number), 0) + 1, :change, :table, :key, :hash, :captured, :mark
                from audit.row_proof as p
                """)
                .param("change", change.id())
                .param("table", change.table())
                .param("key", change.key())
                .param("hash", change.after())
                .param("captured", captured)
                .param("mark", change.mark(vault, captured))
                .update();
    }

    /** Whether this program has proven it. */
    boolean isProven(RowChange change) {
        return change.isProven(vault);
    }

    /** The number of the last proof; nothing before the first. */
    Optional<Long> last() {
        return jdbc.sql("select max(number) from audit.row_proof")
                .query(Long.class)
                .optional();
    }
}
