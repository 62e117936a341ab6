package dev.bastide.access;

import dev.bastide.access.rights.GrantMark;
import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.AssignmentId;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of grants and of requests for them. A grant that this program did not write is as if it were not there. */
@Repository
class GrantRows {
    private static final String SELECT = """
            select %s, p.name as person_name, g.reason, coalesce(g.ended_reason, case when d.ended_at is not null then 'duty' end,
                    case when not p.active then 'disabled' end) as ended_reason, g.last_used_at
            from access.role_grant g
            join identity.published_duty d on d.assignment = g.assignment
            join identity.published_person p on p.id = g.person
            """.formatted(GrantMark.COLUMNS);

    private final JdbcClient jdbc;
    private final RowMarks marks;

    GrantRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** How long a new grant lives, and under which duty; whole microseconds, as the database keeps them. */
    record Life(DutyAssignment duty, Instant from, Instant to) {
        Life {
            from = from.truncatedTo(ChronoUnit.MICROS);
            to = to.truncatedTo(ChronoUnit.MICROS);
        }
    }

    void ask(GrantRequest request) {
        jdbc.sql("""
                        insert into access.grant_request (id, person, role, node, assignment, days, reason, requester,
                            content_hash, asked_at, exception_reason)
                        values (:id, :person, :role, :node, :assignment, :days, :reason, :requester, :hash, :now,
                            :exception)
                        """)
                .param("id", request.id())
                .param("person", request.person().value())
                .param("role", request.role())
                .param("node", request.node().value())
                .param("assignment", request.assignment().value())
                .param("days", request.days())
                .param("reason", request.reason())
                .param("requester", request.requester().value())
                .param("hash", request.contentHash())
                .param("now", Timestamp.from(request.askedAt()))
                .param("exception", request.exception(), Types.VARCHAR)
                .update();
    }

    /** When the founding grants that still count will end. */
    List<Instant> foundingEnds(Instant now) {
        return jdbc.sql("""
                        select expires_at from access.role_grant
                        where founding and ended_reason is null and expires_at > ?
                        """)
                .param(Timestamp.from(now))
                .query((row, number) -> row.getTimestamp("expires_at").toInstant())
                .list();
    }

    Optional<GrantRequest> request(UUID id) {
        return jdbc.sql("""
                        select id, person, role, node, assignment, days, reason, requester, state, asked_at,
                            exception_reason
                        from access.grant_request
                        where id = ?
                        """).param(id).query(GrantRows::readRequest).optional();
    }

    /** Requests by or for this person, newest first. */
    List<GrantRequest> requestsOf(PersonId person) {
        return jdbc.sql("""
                        select id, person, role, node, assignment, days, reason, requester, state, asked_at,
                            exception_reason
                        from access.grant_request
                        where person = :person or requester = :person
                        order by asked_at desc
                        limit 100
                        """)
                .param("person", person.value())
                .query(GrantRows::readRequest)
                .list();
    }

    void close(UUID request, String state, Instant now) {
        jdbc.sql("""
                        update access.grant_request set state = :state, closed_at = :now
                        where id = :id and state = 'asked'
                        """)
                .param("state", state)
                .param("now", Timestamp.from(now))
                .param("id", request)
                .update();
    }

    void grant(GrantId id, GrantRequest request, ApprovalId approval, Life life) {
        GrantMark grant = new GrantMark(
                id.value(),
                request.person().value(),
                request.role(),
                request.node().value(),
                request.assignment().value(),
                life.duty().duty(),
                life.from(),
                life.to(),
                request.id(),
                approval.value(),
                false,
                request.exception());
        insert(grant, request.reason());
    }

    void found(GrantId id, GrantAsk ask, Life life) {
        GrantMark grant = new GrantMark(
                id.value(),
                ask.person().value(),
                ask.role(),
                ask.node().value(),
                life.duty().id().value(),
                life.duty().duty(),
                life.from(),
                life.to(),
                null,
                null,
                true,
                null);
        insert(grant, ask.reason());
    }

    private void insert(GrantMark grant, String reason) {
        jdbc.sql("""
                        insert into access.role_grant (id, person, role, node, assignment, granted_at, expires_at,
                            request, approval, founding, reason, exception_reason, mark)
                        values (:id, :person, :role, :node, :assignment, :now, :expires,
                            :request, :approval, :founding, :reason, :exception, :mark)
                        """)
                .param("id", grant.id())
                .param("person", grant.person())
                .param("role", grant.role())
                .param("node", grant.node())
                .param("assignment", grant.assignment())
                .param("now", Timestamp.from(grant.grantedAt()))
                .param("expires", Timestamp.from(grant.expiresAt()))
                .param("request", grant.request(), Types.OTHER)
                .param("approval", grant.approval(), Types.OTHER)
                .param("founding", grant.founding())
                .param("reason", reason)
                .param("exception", grant.exception(), Types.VARCHAR)
                .param("mark", grant.made(marks))
                .update();
    }

    /** Ends a grant that has not ended; false when it had. */
    boolean end(GrantId id, String reason, Instant now) {
        return jdbc.sql("""
                        update access.role_grant set ended_at = :now, ended_reason = :reason
                        where id = :id and ended_at is null
                        """)
                        .param("now", Timestamp.from(now))
                        .param("reason", reason)
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** The person's grants that are not marked as ended although the duty they were given for has. */
    List<GrantId> orphans(PersonId person) {
        return jdbc.sql("""
                        select g.id
                        from access.role_grant g
                        join identity.published_duty d on d.assignment = g.assignment
                        join identity.published_person p on p.id = g.person
                        where g.person = ? and g.ended_at is null and (d.ended_at is not null or not p.active)
                        """)
                .param(person.value())
                .query((row, number) -> new GrantId(row.getObject("id", UUID.class)))
                .list();
    }

    Optional<Grant> find(GrantId id) {
        return ours(jdbc.sql(SELECT + "where g.id = ?").param(id.value())).stream()
                .findFirst();
    }

    /** The person's grants, those in force first. */
    List<Grant> of(PersonId person) {
        return ours(jdbc.sql(SELECT + """
                        where g.person = ?
                        order by g.ended_at is null desc, g.expires_at desc, g.id
                        limit 200
                        """).param(person.value()));
    }

    /** Every grant that has neither ended nor expired, soonest to expire first. */
    List<Grant> inForce(Instant now) {
        return ours(jdbc.sql(SELECT + """
                        where g.ended_at is null and d.ended_at is null and p.active and g.expires_at > ?
                        order by g.expires_at, g.id
                        """).param(Timestamp.from(now)));
    }

    /** Exceptions that have ended or expired, the latest first. */
    List<Grant> pastExceptions(Instant now) {
        return ours(jdbc.sql(SELECT + """
                        where g.exception_reason is not null
                            and (g.ended_at is not null or d.ended_at is not null or not p.active or g.expires_at <= ?)
                        order by g.expires_at desc, g.id
                        limit 1000
                        """).param(Timestamp.from(now)));
    }

    private List<Grant> ours(JdbcClient.StatementSpec query) {
        List<Grant> grants = new ArrayList<>();
        query.query(row -> {
            if (GrantMark.isOurs(marks, row)) {
                grants.add(read(row));
            }
        });
        return grants;
    }

    private static Grant read(ResultSet row) throws SQLException {
        @Nullable Timestamp used = row.getTimestamp("last_used_at");
        return new Grant(
                new GrantId(row.getObject("id", UUID.class)),
                new PersonId(row.getObject("person", UUID.class)),
                row.getString("person_name"),
                row.getString("role"),
                new NodeId(row.getObject("node", UUID.class)),
                row.getTimestamp("granted_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getBoolean("founding"),
                row.getString("reason"),
                row.getString("ended_reason"),
                used == null ? null : used.toInstant(),
                row.getString("exception_reason"));
    }

    private static GrantRequest readRequest(ResultSet row, int number) throws SQLException {
        return new GrantRequest(
                row.getObject("id", UUID.class),
                new PersonId(row.getObject("person", UUID.class)),
                row.getString("role"),
                new NodeId(row.getObject("node", UUID.class)),
                new AssignmentId(row.getObject("assignment", UUID.class)),
                row.getInt("days"),
                row.getString("reason"),
                new PersonId(row.getObject("requester", UUID.class)),
                row.getString("state"),
                row.getTimestamp("asked_at").toInstant(),
                row.getString("exception_reason"));
    }
}
