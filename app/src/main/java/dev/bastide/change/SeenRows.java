package dev.bastide.change;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of approved steps that were seen to be given; rows are only ever added. */
@Repository
class SeenRows {
    /** A step, and where and when it was seen. */
    record Step(
            String text,
            boolean rollback,
            UUID session,
            Instant at,
            String host,
            @Nullable Integer exit) {}

    private final JdbcClient jdbc;

    SeenRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(UUID revision, boolean rollback, int position, Witness.Seen seen) {
        jdbc.sql("""
                insert into change.step_seen (revision_id, rollback, position, session_id, at, host_path, exit_code)
                values (:revision, :rollback, :position, :session, :at, :host, cast(:exit as integer))
                on conflict do nothing
                """)
                .param("revision", revision)
                .param("rollback", rollback)
                .param("position", position)
                .param("session", seen.session())
                .param("at", Timestamp.from(seen.at()))
                .param("host", seen.host())
                .param("exit", seen.exit())
                .update();
    }

    /** Everything seen under the operation, whichever revision allowed it, in order of time. */
    List<Step> of(OperationId operation) {
        return jdbc.sql("""
                select s.step, s.rollback, v.session_id, v.at, v.host_path, v.exit_code
                from change.step_seen v
                join change.operation_step s
                    on s.revision_id = v.revision_id and s.rollback = v.rollback and s.position = v.position
                join change.operation_revision r on r.id = v.revision_id
                where r.operation_id = ?
                order by v.at, v.position
                """)
                .param(operation.value())
                .query((row, number) -> new Step(
                        row.getString("step"),
                        row.getBoolean("rollback"),
                        row.getObject("session_id", UUID.class),
                        row.getTimestamp("at").toInstant(),
                        row.getString("host_path"),
                        row.getObject("exit_code", Integer.class)))
                .list();
    }
}
