package dev.bastide.change;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of reviews and deviations; rows are only ever added. */
@Repository
class ReviewRows {
    private static final String COLUMNS = """
            r.id, r.operation_id, o.number, rev.reason, o.node_id, r.kind, r.executor_id, p.name as executor_name,
            r.opened_at, r.due_at, v.reviewer_id, v.justified, v.evaluation, v.way_back, v.at as decided_at
            """;
    private static final String FROM = """
            change.review r
            join change.operation o on o.id = r.operation_id
            join change.operation_revision rev on rev.id = o.revision_id
            join identity.published_person p on p.id = r.executor_id
            left join change.review_verdict v on v.review_id = r.id
            """;

    /** A command that no approved step matches. */
    record Deviation(UUID session, Instant at, String command) {}

    private final JdbcClient jdbc;

    ReviewRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Opens a review; nothing happens when there is one of this kind already. False then. */
    boolean open(Operation operation, Review.Kind kind, Instant now, Instant due) {
        return jdbc.sql("""
                insert into change.review (id, operation_id, kind, executor_id, opened_at, due_at)
                values (?, ?, ?, ?, ?, ?) on conflict (operation_id, kind) do nothing
                """)
                        .param(UUID.randomUUID())
                        .param(operation.id().value())
                        .param(kind.word())
                        .param(operation.content().executor().value())
                        .param(Timestamp.from(now))
                        .param(Timestamp.from(due))
                        .update()
                == 1;
    }

    void decide(Review review, Review.Verdict verdict) {
        jdbc.sql("""
                insert into change.review_verdict
                    (review_id, executor_id, reviewer_id, justified, evaluation, way_back, at)
                values (?, ?, ?, ?, ?, ?, ?)
                """)
                .param(review.id())
                .param(review.executor().value())
                .param(verdict.reviewer().value())
                .param(verdict.justified())
                .param(verdict.evaluation())
                .param(verdict.wayBack())
                .param(Timestamp.from(verdict.at()))
                .update();
    }

    Optional<Review> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM + " where r.id = ?")
                .param(id)
                .query(ReviewRows::read)
                .optional();
    }

    List<Review> of(OperationId operation) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM + " where r.operation_id = ? order by r.opened_at")
                .param(operation.value())
                .query(ReviewRows::read)
                .list();
    }

    /** Reviews nobody has done, the most urgent first. */
    List<Review> open() {
        return jdbc.sql("select " + COLUMNS + " from " + FROM
                        + " where v.review_id is null order by r.due_at limit 200")
                .query(ReviewRows::read)
                .list();
    }

    List<Review> overdueEmergenciesOf(PersonId executor, Instant now) {
        return jdbc.sql("select " + COLUMNS + " from " + FROM + """
                 where v.review_id is null and r.kind = 'emergency' and r.executor_id = ? and r.due_at < ?
                 order by r.due_at
                """)
                .param(executor.value())
                .param(Timestamp.from(now))
                .query(ReviewRows::read)
                .list();
    }

    ListResult<Review> list(ListQuery query, UUID[] nodes) {
        return ListSql.select(COLUMNS, FROM, "r.id")
                .where("o.node_id = any(:nodes)", "nodes", nodes)
                .filter("kind", "r.kind = :kind")
                .filter("state", "(v.review_id is not null) = (:state = 'done')")
                .sort("due", "r.due_at", "timestamptz")
                .sortDescending("opened", "r.opened_at", "timestamptz")
                .fetch(jdbc, query, ReviewRows::read);
    }

    /** Lists a command; false when it was listed before. The caller holds the operation's lock. */
    boolean deviate(OperationId operation, Witness.Seen command) {
        return jdbc.sql("""
                insert into change.deviation (operation_id, position, session_id, at, command)
                select :operation, coalesce(max(d.position) + 1, 0), :session, :at, :command
                from change.deviation d where d.operation_id = :operation
                on conflict do nothing
                """)
                        .param("operation", operation.value())
                        .param("session", command.session())
                        .param("at", Timestamp.from(command.at()))
                        .param("command", command.command())
                        .update()
                == 1;
    }

    /** The sessions with a deviation in this time. */
    List<UUID> deviating(Instant from, Instant until) {
        return jdbc.sql("""
                select session_id
                from change.deviation
                where at >= :from and at < :until
                group by session_id
                order by min(at), session_id
                """)
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .query((row, number) -> row.getObject("session_id", UUID.class))
                .list();
    }

    List<Deviation> deviations(OperationId operation) {
        return jdbc.sql(
                        "select session_id, at, command from change.deviation where operation_id = ? order by at, position")
                .param(operation.value())
                .query((row, n) -> new Deviation(
                        row.getObject("session_id", UUID.class),
                        row.getTimestamp("at").toInstant(),
                        row.getString("command")))
                .list();
    }

    private static Review read(ResultSet row, int number) throws SQLException {
        return new Review(
                row.getObject("id", UUID.class),
                new OperationId(row.getObject("operation_id", UUID.class)),
                row.getLong("number"),
                row.getString("reason"),
                new NodeId(row.getObject("node_id", UUID.class)),
                Review.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                new PersonId(row.getObject("executor_id", UUID.class)),
                row.getString("executor_name"),
                row.getTimestamp("opened_at").toInstant(),
                row.getTimestamp("due_at").toInstant(),
                verdict(row));
    }

    private static Review.@Nullable Verdict verdict(ResultSet row) throws SQLException {
        UUID reviewer = row.getObject("reviewer_id", UUID.class);
        if (reviewer == null) {
            return null;
        }
        return new Review.Verdict(
                new PersonId(reviewer),
                row.getBoolean("justified"),
                row.getString("evaluation"),
                row.getString("way_back"),
                row.getTimestamp("decided_at").toInstant());
    }
}
