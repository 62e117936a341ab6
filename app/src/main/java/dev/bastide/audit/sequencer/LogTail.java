package dev.bastide.audit.sequencer;

import dev.bastide.audit.RecordPlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The records that lie in the database: those with a place in a log that are not sealed yet, and those without one. */
@Component
public class LogTail {
    private final JdbcClient jdbc;

    LogTail(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A log, and how far it is sealed.
     *
     * @param sealed the records below this index are
     */
    public record Reach(int log, long size, long sealed) {}

    /** A row that a record may be opened from; its place as {@link RecordPlace} has it. */
    public record Row(
            long place, UUID id, Instant at, @Nullable UUID keyId, byte[] payload) {}

    /** All logs, the first one first. */
    public List<Reach> logs() {
        return jdbc.sql("""
                select h.log, h.size,
                       coalesce((select max(s.past) from audit.sealed_segment as s where s.log = h.log), 0) as sealed
                from audit.log_head as h
                order by h.log
                """)
                .query((row, number) -> new Reach(row.getInt("log"), row.getLong("size"), row.getLong("sealed")))
                .list();
    }

    /** The place from which a reading goes on: a row that waited may have got its place since. */
    public long settled(long place) {
        if (RecordPlace.isLogged(place)) {
            return place;
        }
        Optional<Long> since = jdbc.sql("select log, index from audit.log_entry where inbox_id = :id")
                .param("id", place)
                .query((row, number) -> RecordPlace.of(row.getInt("log"), row.getLong("index")))
                .optional();
        return since.orElseGet(() -> waits(place) ? place : lastSealed().orElse(place));
    }

    private boolean waits(long id) {
        return jdbc.sql("select exists (select from audit.inbox where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** A row that is neither here nor in the index was sealed: after it comes what was sealed last. */
    private Optional<Long> lastSealed() {
        return jdbc.sql("""
                select log, past
                from audit.sealed_segment
                order by log desc, first desc
                limit 1
                """)
                .query((row, number) -> RecordPlace.of(row.getInt("log"), row.getLong("past")))
                .optional();
    }

    /** Rows without a place, next to an id, received at this time or later. */
    public List<Row> waiting(boolean newest, long bound, Instant earliest, int limit) {
        String way = newest ? "i.id < :bound order by i.id desc" : "i.id > :bound order by i.id";
        // Which rows wait is settled by their transactions first: by their ids the whole inbox would be gone through.
        return jdbc.sql("""
                with waiting as materialized (
                    select w.id
                    from audit.inbox as w
                    where w.xid >= coalesce(
                            (select h.swept from audit.log_head as h order by h.log desc limit 1), '0'::xid8)
                      and not exists (select from audit.log_entry as e where e.inbox_id = w.id)
                      and not exists (select from audit.log_repeat as r where r.inbox_id = w.id))
                select i.id as place, i.record_id, i.received_at as at, i.key_id, i.payload
                from waiting
                join audit.inbox as i on i.id = waiting.id
                where i.received_at >= :earliest and %s
                limit :limit
                """.formatted(way))
                .param("bound", bound)
                .param("earliest", utc(earliest))
                .param("limit", limit)
                .query((row, number) -> row(row, row.getLong("place")))
                .list();
    }

    /** Rows with a place in this log, next to an index, logged at this time or later. */
    public List<Row> placed(Reach log, boolean newest, long bound, Instant earliest, int limit) {
        String way = newest ? "e.index < :bound order by e.index desc" : "e.index > :bound order by e.index";
        return jdbc.sql("""
                select e.index, e.record_id, e.logged_at as at, i.key_id, i.payload
                from audit.log_entry as e
                left join audit.inbox as i on i.id = e.inbox_id
                where e.log = :log and e.logged_at >= :earliest and %s
                limit :limit
                """.formatted(way))
                .param("log", log.log())
                .param("bound", bound)
                .param("earliest", utc(earliest))
                .param("limit", limit)
                .query((row, number) -> row(row, RecordPlace.of(log.log(), row.getLong("index"))))
                .list();
    }

    /** The first index logged at this time or later, of what is not dropped; a segment that reaches beyond counts whole. */
    public long firstSince(int log, Instant time) {
        return jdbc.sql("""
                select coalesce(
                    (select min(s.first)
                     from audit.sealed_segment as s
                     where s.log = :log and s.logged_to >= :time
                       and not exists (
                           select from audit.dropped_segment as d where d.log = s.log and d.first = s.first)),
                    (select min(e.index) from audit.log_entry as e where e.log = :log and e.logged_at >= :time),
                    (select h.size from audit.log_head as h where h.log = :log),
                    0)
                """)
                .param("log", log)
                .param("time", utc(time))
                .query(Long.class)
                .single();
    }

    /** The row of a record, if it lies in the database. */
    public Optional<Row> row(UUID id) {
        return jdbc.sql("""
                select i.id, i.record_id, coalesce(e.logged_at, i.received_at) as at, i.key_id, i.payload, e.log, e.index
                from audit.inbox as i
                left join audit.log_entry as e on e.inbox_id = i.id
                where i.record_id = :id
                order by i.id
                limit 1
                """)
                .param("id", id)
                .query((row, number) -> row(
                        row,
                        row.getObject("log") == null
                                ? row.getLong("id")
                                : RecordPlace.of(row.getInt("log"), row.getLong("index"))))
                .optional();
    }

    private static Row row(ResultSet row, long place) throws SQLException {
        byte[] payload = row.getBytes("payload");
        return new Row(
                place,
                row.getObject("record_id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("key_id", UUID.class),
                payload == null ? new byte[0] : payload);
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
