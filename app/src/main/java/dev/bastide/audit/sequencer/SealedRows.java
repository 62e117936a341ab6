package dev.bastide.audit.sequencer;

import dev.bastide.audit.segment.SegmentRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of sealed segments. They begin with the first record of a log and follow each other without a gap. */
final class SealedRows {
    private static final String ROWS = """
            select s.log, l.origin, s.first, s.past, k.key_id, s.sha256, s.bytes, s.roots, s.earliest, s.latest,
                   s.logged_from, s.logged_to, s.least_id, s.greatest_id, s.unreadable, s.mark, d.dropped_at
            from audit.sealed_segment as s
            join audit.log_segment as k on k.log = s.log and k.first = s.first
            join audit.log as l on l.number = s.log
            left join audit.dropped_segment as d on d.log = s.log and d.first = s.first
            """;

    private final JdbcClient jdbc;

    SealedRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The sealed segments of a log, in order. */
    List<Sealed> all(int log) {
        return jdbc.sql(ROWS + " where s.log = :log order by s.first")
                .param("log", log)
                .query(SealedRows::read)
                .list();
    }

    /** All of all logs, the newest first. */
    List<Sealed> newestFirst() {
        return jdbc.sql(ROWS + " order by s.log desc, s.first desc")
                .query(SealedRows::read)
                .list();
    }

    /** Those that may hold the record of this number of a source, the newest first. */
    List<Sealed> with(String source, long number) {
        return jdbc.sql(ROWS + """
                join audit.sealed_source as n on n.log = s.log and n.first = s.first
                where n.source = :source and :number between n.least and n.greatest
                order by s.log desc, s.first desc
                """)
                .param("source", source)
                .param("number", number)
                .query(SealedRows::read)
                .list();
    }

    /** Segments, bytes, records and unreadable ones in all. */
    record Totals(long segments, long bytes, long records, long unreadable) {}

    /** What is sealed in all. */
    Totals totals() {
        return jdbc.sql("""
                select count(*) as segments, coalesce(sum(bytes), 0) as bytes,
                       coalesce(sum(past - first), 0) as records, coalesce(sum(unreadable), 0) as unreadable
                from audit.sealed_segment as s
                where not exists (
                    select from audit.dropped_segment as d where d.log = s.log and d.first = s.first)
                """)
                .query((row, number) -> new Totals(
                        row.getLong("segments"),
                        row.getLong("bytes"),
                        row.getLong("records"),
                        row.getLong("unreadable")))
                .single();
    }

    /**
     * A segment that is over and not sealed yet.
     *
     * @param size of its log
     */
    record Over(int log, String origin, SegmentRange range, UUID keyId, long size) {}

    /** The first segment that is over: a later one of the program's own has begun, or a later log has. */
    Optional<Over> over(LogKeys keys) {
        List<SegmentRows.Open> open = new SegmentRows(jdbc)
                .open().stream()
                        .filter(one -> !one.isAhead() && keys.wrote(one.row()))
                        .toList();
        for (int at = 0; at < open.size(); at++) {
            SegmentRows.Open one = open.get(at);
            Optional<SegmentRows.Open> next = open.stream()
                    .skip(at + 1L)
                    .filter(later -> later.row().log() == one.row().log())
                    .findFirst();
            if (next.isPresent() || one.followed()) {
                long past = next.map(later -> later.row().first()).orElse(one.size());
                SegmentRange range = new SegmentRange(one.row().first(), past);
                return Optional.of(
                        new Over(one.row().log(), one.origin(), range, one.row().keyId(), one.size()));
            }
        }
        return Optional.empty();
    }

    /** Writes the row of a segment. The database counts again what it covers. */
    void insert(Sealed sealed, Map<String, Numbers> numbers, Instant now, byte[] word) {
        jdbc.sql("select set_config('bastide.word', :word, true)")
                .param("word", HexFormat.of().formatHex(word))
                .query(String.class)
                .single();
        jdbc.sql("""
                insert into audit.sealed_segment
                    (log, first, past, sha256, bytes, roots, earliest, latest, logged_from, logged_to,
                     least_id, greatest_id, unreadable, sealed_at, mark)
                values (:log, :first, :past, :sha256, :bytes, :roots, :earliest, :latest, :from, :to,
                        :least, :greatest, :unreadable, :now, :mark)
                """)
                .param("log", sealed.log())
                .param("first", sealed.range().from())
                .param("past", sealed.range().to())
                .param("sha256", sealed.sha256())
                .param("bytes", sealed.bytes())
                .param("roots", sealed.roots())
                .param("earliest", utc(sealed.time().from()))
                .param("latest", utc(sealed.time().to()))
                .param("from", utc(sealed.logged().from()))
                .param("to", utc(sealed.logged().to()))
                .param("least", sealed.ids().least())
                .param("greatest", sealed.ids().greatest())
                .param("unreadable", sealed.unreadable())
                .param("now", utc(now))
                .param("mark", sealed.mark())
                .update();
        numbers.forEach((source, range) -> jdbc.sql("""
                insert into audit.sealed_source (log, first, source, least, greatest)
                values (:log, :first, :source, :least, :greatest)
                """)
                .param("log", sealed.log())
                .param("first", sealed.range().from())
                .param("source", source)
                .param("least", range.least())
                .param("greatest", range.greatest())
                .update());
    }

    /** The numbers of a source in a segment. */
    record Numbers(long least, long greatest) {
        Numbers with(Numbers other) {
            return new Numbers(Math.min(least, other.least), Math.max(greatest, other.greatest));
        }
    }

    /**
     * Takes the rows that a sealed segment covers out of the inbox and the index; how many records. The word shows that
     * the program asks, and not somebody who has its database role only.
     */
    long remove(Sealed sealed, byte[] word) {
        return jdbc.sql("select audit.remove_sealed(:log, :first, :word)")
                .param("word", word)
                .param("log", sealed.log())
                .param("first", sealed.range().from())
                .query(Long.class)
                .single();
    }

    /** Lets the newest segment of a log end with its next tile. False where it has no record, or was asked before. */
    boolean cut(int log, Instant now) {
        return jdbc.sql("""
                insert into audit.log_cut (log, first, asked_at)
                select s.log, s.first, :now
                from audit.log_segment as s
                join audit.log_head as h on h.log = s.log
                where s.log = :log and s.first < h.size
                order by s.first desc
                limit 1
                on conflict do nothing
                """).param("log", log).param("now", utc(now)).update() == 1;
    }

    /** Whether the segment that begins here shall end with its next tile. */
    boolean isCut(int log, long first) {
        return jdbc.sql("select exists (select from audit.log_cut where log = :log and first = :first)")
                .param("log", log)
                .param("first", first)
                .query(Boolean.class)
                .single();
    }

    private static Sealed read(ResultSet row, int number) throws SQLException {
        return new Sealed(
                row.getInt("log"),
                row.getString("origin"),
                new SegmentRange(row.getLong("first"), row.getLong("past")),
                row.getObject("key_id", UUID.class),
                row.getBytes("sha256"),
                row.getLong("bytes"),
                row.getBytes("roots"),
                new Sealed.Span(instant(row, "earliest"), instant(row, "latest")),
                new Sealed.Span(instant(row, "logged_from"), instant(row, "logged_to")),
                new Sealed.Ids(row.getObject("least_id", UUID.class), row.getObject("greatest_id", UUID.class)),
                row.getLong("unreadable"),
                row.getBytes("mark"),
                Optional.ofNullable(row.getObject("dropped_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
