package dev.bastide.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of what came, and of the batches that senders number. */
@Repository
class TallyRows {
    private static final String SELECT = """
            select source, stream, next_number, received, recorded, partial, quarantined, lost, missing, repeated, last_at
            from intake.tally
            """;

    private final JdbcClient jdbc;

    TallyRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A batch whose lines the sender numbered. */
    record Batch(long first, int lines, byte[] sha256, int recorded, int partial, int quarantined) {}

    /** The stream as it stands, held until the transaction ends. */
    Tally hold(UUID source, Tally.Stream stream, Instant now) {
        jdbc.sql("insert into intake.tally (source, stream, last_at) values (?, ?, ?) on conflict do nothing")
                .params(source, stream.word(), SourceRows.utc(now))
                .update();
        return jdbc.sql(SELECT + "where source = ? and stream = ? for update")
                .params(source, stream.word())
                .query(TallyRows::read)
                .single();
    }

    void set(UUID source, Tally tally, Instant now) {
        jdbc.sql("""
                update intake.tally
                set next_number = :next, received = :received, recorded = :recorded, partial = :partial,
                    quarantined = :quarantined, lost = :lost, missing = :missing, repeated = :repeated, last_at = :now
                where source = :source and stream = :stream
                """)
                .param("next", tally.next())
                .param("received", tally.received())
                .param("recorded", tally.recorded())
                .param("partial", tally.partial())
                .param("quarantined", tally.quarantined())
                .param("lost", tally.lost())
                .param("missing", tally.missing())
                .param("repeated", tally.repeated())
                .param("now", SourceRows.utc(now))
                .param("source", source)
                .param("stream", tally.stream().word())
                .update();
    }

    /** The streams of a source. */
    List<Tally> of(UUID source) {
        return jdbc.sql(SELECT + "where source = ? order by stream")
                .param(source)
                .query(TallyRows::read)
                .list();
    }

    /** Each source's streams together. */
    Map<UUID, Tally> all() {
        Map<UUID, Tally> sums = new HashMap<>();
        jdbc.sql(SELECT).query(row -> {
            sums.merge(row.getObject("source", UUID.class), read(row, 0), Tally::plus);
        });
        return sums;
    }

    /** The batches that share a number with these. */
    List<Batch> meeting(UUID source, long first, int lines) {
        return jdbc.sql("""
                select first_number, lines, sha256, recorded, partial, quarantined
                from intake.batch
                where source = :source and first_number < :end and :first < first_number + lines
                order by first_number
                """)
                .param("source", source)
                .param("first", first)
                .param("end", first + lines)
                .query((row, number) -> new Batch(
                        row.getLong("first_number"),
                        row.getInt("lines"),
                        row.getBytes("sha256"),
                        row.getInt("recorded"),
                        row.getInt("partial"),
                        row.getInt("quarantined")))
                .list();
    }

    void add(UUID source, Batch batch, Instant now) {
        jdbc.sql("""
                insert into intake.batch (source, first_number, lines, sha256, recorded, partial, quarantined, at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .params(
                        source,
                        batch.first(),
                        batch.lines(),
                        batch.sha256(),
                        batch.recorded(),
                        batch.partial(),
                        batch.quarantined(),
                        SourceRows.utc(now))
                .update();
    }

    private static Tally read(ResultSet row, int number) throws SQLException {
        return new Tally(
                Tally.Stream.valueOf(row.getString("stream").toUpperCase(java.util.Locale.ROOT)),
                row.getLong("next_number"),
                row.getLong("received"),
                row.getLong("recorded"),
                row.getLong("partial"),
                row.getLong("quarantined"),
                row.getLong("lost"),
                row.getLong("missing"),
                row.getLong("repeated"),
                Optional.ofNullable(row.getObject("last_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null));
    }
}
