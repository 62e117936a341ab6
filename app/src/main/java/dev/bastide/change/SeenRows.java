package dev.bastide.change;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table of commands that read like an approved step or roll-back step; rows are only ever added, session by session.
 * Which of the two a command was is told from all of them: {@link StepsSeen}.
 */
@Repository
class SeenRows {
    /** A command, and where and when it was seen. */
    record Row(
            String command,
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

    /** Everything seen under the operation, once each, whichever revision allowed it, in order of time. */
    List<Row> of(OperationId operation) {
        return jdbc.sql("""
                select session_id, at, host_path, exit_code, step from (
                    select distinct on (v.session_id, v.at) v.session_id, v.at, v.host_path, v.exit_code, s.step
                    from change.step_seen v
                    join change.operation_step s
                        on s.revision_id = v.revision_id and s.rollback = v.rollback and s.position = v.position
                    join change.operation_revision r on r.id = v.revision_id
                    where r.operation_id = ?
                    order by v.session_id, v.at, v.rollback, v.position
                ) as seen
                order by at, session_id
                """)
                .param(operation.value())
                .query((row, number) -> new Row(
                        row.getString("step"),
                        row.getObject("session_id", UUID.class),
                        row.getTimestamp("at").toInstant(),
                        row.getString("host_path"),
                        row.getObject("exit_code", Integer.class)))
                .list();
    }
}
