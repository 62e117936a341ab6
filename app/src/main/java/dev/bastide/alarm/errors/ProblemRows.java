package dev.bastide.alarm.errors;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of problem records; steps are added, never changed. */
@Repository
class ProblemRows {
    private static final String SELECT = "select id, number, title, kind, node, opened_at from alarm.problem ";

    private final JdbcClient jdbc;

    ProblemRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An alarm of a problem's class. */
    record Linked(UUID id, long number, Instant raisedAt, boolean closed) {}

    UUID add(String title, String kind, @Nullable NodeId node, PersonId by, Instant now) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into alarm.problem (id, title, kind, node, opened_by, opened_at)
                values (:id, :title, :kind, :node, :by, :now)
                """)
                .param("id", id)
                .param("title", title)
                .param("kind", kind)
                .param("node", node == null ? null : node.value())
                .param("by", by.value())
                .param("now", utc(now))
                .update();
        return id;
    }

    void add(UUID problem, Problem.Step step) {
        jdbc.sql("""
                insert into alarm.problem_step (id, problem, state, owner, note, person, at)
                values (gen_random_uuid(), :problem, :state, :owner, :note, :person, :at)
                """)
                .param("problem", problem)
                .param("state", step.state())
                .param("owner", step.owner().value())
                .param("note", step.note())
                .param("person", step.person().value())
                .param("at", utc(step.at()))
                .update();
    }

    /** Keeps others from the problems of this kind until the transaction ends. */
    void lock(String kind) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('alarm.problem ' || :kind, 0))")
                .param("kind", kind)
                .query((row, number) -> 1)
                .list();
    }

    Optional<Problem> find(UUID id) {
        return read(jdbc.sql(SELECT + "where id = :id").param("id", id)).stream()
                .findFirst();
    }

    /** Every problem, newest first. */
    List<Problem> all() {
        return read(jdbc.sql(SELECT + "order by number desc"));
    }

    /** The newest alarms of the class. */
    List<Linked> alarms(Problem problem, int limit) {
        return jdbc.sql("""
                select id, number, raised_at, closed
                from alarm.alarm
                where kind = :kind and node is not distinct from cast(:node as uuid)
                order by raised_at desc
                limit :limit
                """)
                .param("kind", problem.kind())
                .param("node", problem.node() == null ? null : problem.node().value())
                .param("limit", limit)
                .query((row, number) -> new Linked(
                        row.getObject("id", UUID.class),
                        row.getLong("number"),
                        row.getObject("raised_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("closed")))
                .list();
    }

    private List<Problem> read(JdbcClient.StatementSpec asked) {
        List<Problem> bare = asked.query(ProblemRows::bare).list();
        UUID[] ids = bare.stream().map(Problem::id).toArray(UUID[]::new);
        Map<UUID, List<Problem.Step>> steps = new HashMap<>();
        jdbc.sql("""
                select problem, state, owner, note, person, at
                from alarm.problem_step
                where problem = any(:ids)
                order by at, id
                """).param("ids", ids).query(row -> {
            steps.computeIfAbsent(row.getObject("problem", UUID.class), id -> new ArrayList<>())
                    .add(new Problem.Step(
                            row.getString("state"),
                            new PersonId(row.getObject("owner", UUID.class)),
                            row.getString("note"),
                            new PersonId(row.getObject("person", UUID.class)),
                            row.getObject("at", OffsetDateTime.class).toInstant()));
        });
        return bare.stream()
                .filter(problem -> steps.containsKey(problem.id()))
                .map(problem -> new Problem(
                        problem.id(),
                        problem.number(),
                        problem.title(),
                        problem.kind(),
                        problem.node(),
                        problem.openedAt(),
                        steps.getOrDefault(problem.id(), List.of())))
                .toList();
    }

    private static Problem bare(ResultSet row, int number) throws SQLException {
        @Nullable UUID node = row.getObject("node", UUID.class);
        return new Problem(
                row.getObject("id", UUID.class),
                row.getLong("number"),
                row.getString("title"),
                row.getString("kind"),
                node == null ? null : new NodeId(node),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                List.of());
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
