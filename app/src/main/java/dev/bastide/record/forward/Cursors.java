package dev.bastide.record.forward;

import dev.bastide.audit.LogFeed.Mark;
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

/** How far each target has acknowledged. */
@Component
class Cursors {
    private final JdbcClient jdbc;

    Cursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How a target stands.
     *
     * @param mark all before it was acknowledged
     * @param wellAt when it last was not behind
     * @param failures since it last acknowledged
     * @param problem what the last failure was; its key is empty where there is none
     * @param toldAt when the failing was recorded
     */
    record Cursor(
            Mark mark,
            Instant wellAt,
            Optional<Instant> triedAt,
            int failures,
            String problem,
            List<String> args,
            Optional<Instant> toldAt) {}

    Cursor of(UUID target) {
        return jdbc.sql("""
                select log, index, well_at, tried_at, failures, problem_key, problem_args, told_at
                from record.forward_cursor
                where target_id = :id
                """).param("id", target).query(Cursors::read).single();
    }

    /** It acknowledged all before a place. Does nothing where another program was faster. */
    void acknowledged(UUID target, Mark before, Mark now, Instant at) {
        jdbc.sql("""
                update record.forward_cursor
                set log = :log, index = :index, tried_at = :at, failures = 0, problem_key = '', problem_args = '{}'
                where target_id = :id and log = :oldLog and index = :oldIndex
                """)
                .param("log", now.log())
                .param("index", now.index())
                .param("at", utc(at))
                .param("id", target)
                .param("oldLog", before.log())
                .param("oldIndex", before.index())
                .update();
    }

    /** It is not behind. */
    void well(UUID target, Instant at) {
        jdbc.sql("update record.forward_cursor set well_at = :at where target_id = :id")
                .param("at", utc(at))
                .param("id", target)
                .update();
    }

    /** It did not acknowledge. */
    void failed(UUID target, NotDelivered why, Instant at) {
        jdbc.sql("""
                update record.forward_cursor
                set failures = failures + 1, tried_at = :at, problem_key = :key, problem_args = :args
                where target_id = :id
                """)
                .param("at", utc(at))
                .param("key", why.key())
                .param("args", why.args().toArray(String[]::new))
                .param("id", target)
                .update();
    }

    /** The failing was recorded, or that it is over was. */
    void told(UUID target, @Nullable Instant at) {
        jdbc.sql("update record.forward_cursor set told_at = :at where target_id = :id")
                .param("at", at == null ? null : utc(at))
                .param("id", target)
                .update();
    }

    private static Cursor read(ResultSet row, int number) throws SQLException {
        return new Cursor(
                new Mark(row.getInt("log"), row.getLong("index")),
                row.getObject("well_at", OffsetDateTime.class).toInstant(),
                instant(row, "tried_at"),
                row.getInt("failures"),
                row.getString("problem_key"),
                List.of((String[]) row.getArray("problem_args").getArray()),
                instant(row, "told_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
