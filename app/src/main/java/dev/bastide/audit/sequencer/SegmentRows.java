package dev.bastide.audit.sequencer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows with which parts of logs begin. Whoever has the database can write one; so none of them is taken for the
 * program's own before its mark and key were looked at.
 */
final class SegmentRows {
    private static final String COLUMNS = "s.log, s.first, s.day, s.wrapped, s.opened_at, s.key_id, s.mark";

    private final JdbcClient jdbc;

    SegmentRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them, in order. */
    List<SegmentRow> all() {
        return jdbc.sql("select " + COLUMNS + " from audit.log_segment as s order by s.log, s.first")
                .query(SegmentRows::read)
                .list();
    }

    /**
     * One of which nothing is sealed yet.
     *
     * @param size of its log
     * @param followed whether a later log has begun
     */
    record Open(SegmentRow row, String origin, long size, boolean followed) {
        /** No part of the log begins where the log has not come to: it begins in the transaction of its first record. */
        boolean isAhead() {
            return row.first() >= size;
        }
    }

    /** Those of which nothing is sealed yet, in order. */
    List<Open> open() {
        return jdbc.sql("select " + COLUMNS + """
                , l.origin, h.size, exists (select from audit.log as o where o.number > s.log) as followed
                from audit.log_segment as s
                join audit.log as l on l.number = s.log
                join audit.log_head as h on h.log = s.log
                where not exists (select from audit.sealed_segment as d where d.log = s.log and d.first = s.first)
                order by s.log, s.first
                """)
                .query((row, number) -> new Open(
                        read(row, number), row.getString("origin"), row.getLong("size"), row.getBoolean("followed")))
                .list();
    }

    /** The last row of a log that begins below this index. */
    Optional<SegmentRow> below(int log, long index) {
        return jdbc.sql("select " + COLUMNS + """

                from audit.log_segment as s
                where s.log = :log and s.first < :index
                order by s.first desc
                limit 1
                """)
                .param("log", log)
                .param("index", index)
                .query(SegmentRows::read)
                .optional();
    }

    /** Gives a row of an older release its mark, once. */
    void mark(SegmentRow row, byte[] mark, byte[] word) {
        jdbc.sql("select audit.mark_segment(:log, :first, :mark, :word)")
                .param("log", row.log())
                .param("first", row.first())
                .param("mark", mark)
                .param("word", word)
                .query((answer, number) -> number)
                .list();
    }

    /** Puts a foreign row aside, as evidence. False where something was sealed on it. */
    boolean disown(SegmentRow row, byte[] word) {
        return jdbc.sql("select audit.disown_segment(:log, :first, :word)")
                .param("log", row.log())
                .param("first", row.first())
                .param("word", word)
                .query(Boolean.class)
                .single();
    }

    /** Keeps the hash of the word where there is none yet; whether the one that is kept is that of this word. */
    boolean keepGuard(byte[] word) {
        jdbc.sql("insert into audit.removal_guard (hash) values (sha256(:word)) on conflict do nothing")
                .param("word", word)
                .update();
        return jdbc.sql("select exists (select from audit.removal_guard where hash = sha256(:word))")
                .param("word", word)
                .query(Boolean.class)
                .single();
    }

    private static SegmentRow read(ResultSet row, int number) throws SQLException {
        return new SegmentRow(
                row.getInt("log"),
                row.getLong("first"),
                row.getObject("day", LocalDate.class),
                row.getBytes("wrapped"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                row.getObject("key_id", UUID.class),
                row.getBytes("mark"));
    }
}
