package dev.bastide.audit.sequencer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of the log, as whoever leads writes them. */
final class LogRows {
    private static final String HEADS = """
            select h.log, l.origin, h.size, h.edge, h.logged_at, h.swept::text as swept, h.note, h.signed_at
            from audit.log_head as h
            join audit.log as l on l.number = h.log
            """;
    private static final String HEAD = HEADS + " order by h.log desc limit 1 ";

    private final JdbcClient jdbc;

    LogRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where the newest log stands. */
    Optional<Head> head() {
        return jdbc.sql(HEAD).query(LogRows::read).optional();
    }

    /** Where this log stands. */
    Optional<Head> head(int log) {
        return jdbc.sql(HEADS + " where h.log = :log")
                .param("log", log)
                .query(LogRows::read)
                .optional();
    }

    /** The same, and nobody else writes it before the transaction ends. */
    Optional<Head> headToWrite() {
        return jdbc.sql(HEAD + " for update of h").query(LogRows::read).optional();
    }

    /** Begins a log; {@code quotes} is the checkpoint it follows, where the database had lost that. */
    void open(Head head, int key, @Nullable String quotes) {
        jdbc.sql("""
                insert into audit.log (number, origin, key_id, opened_at, quotes)
                values (:number, :origin, :key, :now, :quotes)
                """)
                .param("number", head.log())
                .param("origin", head.origin())
                .param("key", key)
                .param("now", utc(head.signedAt()))
                .param("quotes", quotes)
                .update();
        jdbc.sql("""
                insert into audit.log_head (log, size, edge, logged_at, swept, note, signed_at)
                values (:log, 0, '', :logged, cast(cast(:swept as text) as xid8), :note, :signed)
                """)
                .param("log", head.log())
                .param("logged", utc(head.loggedAt()))
                .param("swept", Long.toString(head.swept()))
                .param("note", head.note())
                .param("signed", utc(head.signedAt()))
                .update();
    }

    /** What the log begins with, where it follows another. */
    Optional<String> quoted(int log) {
        return jdbc.sql("select quotes from audit.log where number = :log and quotes is not null")
                .param("log", log)
                .query(String.class)
                .optional();
    }

    /** Whether a checkpoint was kept, and so published before. */
    boolean wasPublished(int log) {
        return jdbc.sql("select exists (select from audit.checkpoint where log = :log)")
                .param("log", log)
                .query(Boolean.class)
                .single();
    }

    void store(int log, LogBatch batch) {
        jdbc.sql("""
                insert into audit.log_entry (log, index, inbox_id, record_id, logged_at, leaf_hash, form)
                select :log, t.index, t.inbox_id, cast(t.record_id as uuid), cast(t.logged_at as timestamptz), t.hash, t.form
                from unnest(cast(:indexes as bigint[]), cast(:inbox as bigint[]), cast(:records as text[]),
                            cast(:logged as text[]), cast(:hashes as bytea[]), cast(:forms as text[]))
                    as t (index, inbox_id, record_id, logged_at, hash, form)
                """)
                .param("log", log)
                .param("indexes", batch.column(entry -> entry.index(), Long[]::new))
                .param("inbox", batch.column(entry -> entry.row().id(), Long[]::new))
                .param("records", batch.column(entry -> entry.row().recordId().toString(), String[]::new))
                .param("logged", batch.column(entry -> entry.loggedAt().toString(), String[]::new))
                .param("hashes", batch.column(LogBatch.Entry::hash, byte[][]::new))
                .param("forms", batch.column(entry -> entry.form().word(), String[]::new))
                .update();
        for (LogBatch.Node node : batch.nodes()) {
            jdbc.sql("insert into audit.tree_node (log, level, index, hash) values (:log, :level, :index, :hash)")
                    .param("log", log)
                    .param("level", node.level())
                    .param("index", node.index())
                    .param("hash", node.hash())
                    .update();
        }
    }

    /** Puts the head forward. Throws {@link IllegalStateException} when somebody else did. */
    void advance(Head from, Head to) {
        int moved = jdbc.sql("""
                update audit.log_head
                set size = :size, edge = :edge, logged_at = :logged, swept = cast(cast(:swept as text) as xid8),
                    note = :note, signed_at = :signed
                where log = :log and size = :before
                """)
                .param("size", to.size())
                .param("edge", to.edge())
                .param("logged", utc(to.loggedAt()))
                .param("swept", Long.toString(to.swept()))
                .param("note", to.note())
                .param("signed", utc(to.signedAt()))
                .param("log", from.log())
                .param("before", from.size())
                .update();
        if (moved != 1) {
            throw new IllegalStateException("the log was carried on by somebody else");
        }
    }

    /** Keeps the checkpoint of this head. */
    void keep(Head head) {
        jdbc.sql("""
                insert into audit.checkpoint (log, size, note, signed_at)
                values (:log, :size, :note, :signed)
                on conflict do nothing
                """)
                .param("log", head.log())
                .param("size", head.size())
                .param("note", head.note())
                .param("signed", utc(head.signedAt()))
                .update();
    }

    /** The next number of a source in this log. */
    long next(int log, String source) {
        return jdbc.sql("select next from audit.log_source where log = :log and source = :source")
                .param("log", log)
                .param("source", source)
                .query(Long.class)
                .optional()
                .orElse(1L);
    }

    void next(int log, String source, long next) {
        jdbc.sql("""
                insert into audit.log_source (log, source, next)
                values (:log, :source, :next)
                on conflict (log, source) do update set next = excluded.next
                """)
                .param("log", log)
                .param("source", source)
                .param("next", next)
                .update();
    }

    void repeat(InboxRow row, InboxRow first, Instant now) {
        jdbc.sql("""
                insert into audit.log_repeat (inbox_id, same_as, found_at)
                values (:inbox, :same, :now)
                """)
                .param("inbox", row.id())
                .param("same", first.id())
                .param("now", utc(now))
                .update();
    }

    /** The same, where the first one lies in a sealed segment. */
    void repeat(InboxRow row, SealedNumbers.Found first, Instant now) {
        jdbc.sql("""
                insert into audit.log_repeat (inbox_id, log, index, found_at)
                values (:inbox, :log, :index, :now)
                """)
                .param("inbox", row.id())
                .param("log", first.log())
                .param("index", first.index())
                .param("now", utc(now))
                .update();
    }

    private static Head read(ResultSet row, int number) throws SQLException {
        return new Head(
                row.getInt("log"),
                row.getString("origin"),
                row.getLong("size"),
                row.getBytes("edge"),
                row.getObject("logged_at", OffsetDateTime.class).toInstant(),
                Long.parseLong(row.getString("swept")),
                row.getString("note"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
