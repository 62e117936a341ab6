package dev.bastide.access;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.AssignmentId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The tables of permits and their targets. A permit that this program did not write, or whose window or targets are not
 * the ones it wrote, is as if it were not there.
 */
@Repository
class PermitRows {
    private static final String TABLE = "access.permit";
    private static final String SELECT = """
            select p.id, p.kind, p.subject, p.executor, p.from_at, p.to_at, p.steps, p.content_hash, p.approval,
                p.ended_at, p.assignment, p.node, p.issued_at, p.mark, d.ended_at is not null as duty_ended
            from access.permit p
            join identity.published_duty d on d.assignment = p.assignment
            """;

    private final JdbcClient jdbc;
    private final RowMarks marks;

    PermitRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** A permit as stored, which may be anybody's. */
    private record Row(Permit permit, Bound bound, byte @Nullable [] mark) {}

    /** What of a permit only its row says. */
    private record Bound(UUID assignment, @Nullable UUID node, Instant issuedAt) {}

    void add(PermitId id, NewPermit permit, AssignmentId assignment, Instant now) {
        boolean emergency = permit.kind() == NewPermit.Kind.EMERGENCY;
        @Nullable ApprovalId approval = permit.approval();
        @Nullable UUID node = emergency ? permit.targets().getFirst().node().value() : null;
        Bound bound = new Bound(assignment.value(), node, now.truncatedTo(ChronoUnit.MICROS));
        Permit issued = new Permit(
                id,
                permit.kind(),
                permit.subject(),
                permit.executor(),
                permit.targets(),
                permit.from(),
                permit.to(),
                permit.steps(),
                permit.contentHash(),
                approval,
                false,
                null);
        jdbc.sql("""
                        insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                            content_hash, approval, node, issued_at, mark)
                        values (:id, :kind, :subject, :executor, :assignment, :from, :to, :steps,
                            :hash, :approval, :node, :now, :mark)
                        """)
                .param("id", id.value())
                .param("kind", permit.kind().word())
                .param("subject", permit.subject())
                .param("executor", permit.executor().value())
                .param("assignment", assignment.value())
                .param("from", Timestamp.from(permit.from()))
                .param("to", Timestamp.from(permit.to()))
                .param("steps", permit.steps().toArray(String[]::new))
                .param("hash", permit.contentHash())
                .param("approval", approval == null ? null : approval.value(), Types.OTHER)
                .param("node", node, Types.OTHER)
                .param("now", Timestamp.from(bound.issuedAt()))
                .param("mark", marks.of(TABLE, deciding(issued, bound)))
                .update();
        for (PermitTarget target : permit.targets()) {
            jdbc.sql("insert into access.permit_target (permit, host, node, account) values (?, ?, ?, ?)")
                    .params(id.value(), target.host().value(), target.node().value(), target.account())
                    .update();
        }
    }

    Optional<Permit> find(PermitId id) {
        return ours(jdbc.sql(SELECT + "where p.id = ?").param(id.value())).stream()
                .filter(permit -> permit.id().equals(id))
                .findFirst();
    }

    /** The permit whoever wrote it: for ending it, never for opening anything. */
    Optional<Permit> stored(PermitId id) {
        return jdbc.sql(SELECT + "where p.id = ?")
                .param(id.value())
                .query(this::read)
                .optional()
                .map(Row::permit);
    }

    /** This person's permits for the account there that are or were open after {@code since}, the latest window first. */
    List<Permit> covering(PersonId executor, HostId host, String account, Instant since) {
        // Compared once more here: who owns the database can put an operator of his own before the ones of this
        // question.
        return ours(jdbc.sql(SELECT + """
                        join access.permit_target t on t.permit = p.id and t.host = :host and t.account = :account
                        where p.executor = :executor and p.to_at > :since
                        order by p.to_at desc
                        """)
                        .param("host", host.value())
                        .param("account", account)
                        .param("executor", executor.value())
                        .param("since", Timestamp.from(since)))
                .stream()
                .filter(permit ->
                        permit.executor().equals(executor) && permit.to().isAfter(since))
                .filter(permit -> permit.targets().stream()
                        .anyMatch(target ->
                                target.host().equals(host) && target.account().equals(account)))
                .toList();
    }

    /** Permits on this host that were open at some moment between these two. */
    List<Permit> on(HostId host, Instant since, Instant until) {
        return ours(jdbc.sql(SELECT + """
                        where exists (select from access.permit_target t where t.permit = p.id and t.host = :host)
                            and p.from_at < :until and least(p.to_at, p.ended_at) > :since
                        order by p.from_at
                        """)
                        .param("host", host.value())
                        .param("since", Timestamp.from(since))
                        .param("until", Timestamp.from(until)))
                .stream()
                .filter(permit -> permit.targets().stream()
                        .anyMatch(target -> target.host().equals(host)))
                .filter(permit -> permit.from().isBefore(until) && permit.to().isAfter(since))
                .toList();
    }

    /** Permits of this person that have not ended and whose window is not over. */
    List<Permit> current(PersonId executor, Instant now) {
        return ours(jdbc.sql(SELECT + """
                        where p.executor = :executor and p.ended_at is null and p.to_at > :now
                        order by p.from_at
                        """).param("executor", executor.value()).param("now", Timestamp.from(now)))
                .stream()
                .filter(permit ->
                        permit.executor().equals(executor) && permit.to().isAfter(now))
                .toList();
    }

    /** The permits issued for this operation or emergency, newest first. */
    List<Permit> of(UUID subject) {
        return ours(jdbc.sql(SELECT + "where p.subject = ? order by p.issued_at desc")
                        .param(subject))
                .stream()
                .filter(permit -> permit.subject().equals(subject))
                .toList();
    }

    /** Permits, whoever wrote them, that have not been marked as ended although their window is over. */
    List<PermitId> over(Instant now) {
        return jdbc.sql("select id from access.permit where ended_at is null and to_at <= ? order by to_at limit 1000")
                .param(Timestamp.from(now))
                .query((row, number) -> new PermitId(row.getObject("id", UUID.class)))
                .list();
    }

    private List<Permit> ours(JdbcClient.StatementSpec query) {
        return query.query(this::read).list().stream()
                .filter(row -> marks.isOurs(TABLE, row.permit().id(), row.mark(), deciding(row.permit(), row.bound())))
                .map(Row::permit)
                .toList();
    }

    // Everything but its end: whoever sets one takes a right away, and the database lets nobody take an end back.
    private static @Nullable Object[] deciding(Permit permit, Bound bound) {
        @Nullable ApprovalId approval = permit.approval();
        return new @Nullable Object[] {
            permit.id().value(),
            permit.kind().word(),
            permit.subject(),
            permit.executor().value(),
            bound.assignment(),
            permit.from(),
            permit.to(),
            permit.steps(),
            permit.contentHash(),
            approval == null ? null : approval.value(),
            bound.node(),
            bound.issuedAt(),
            permit.targets().stream()
                    .map(target -> target.host() + " " + target.node() + " " + target.account())
                    .sorted()
                    .toList()
        };
    }

    /** Ends it once; false when it had ended before. */
    boolean end(PermitId id, String reason, Instant now) {
        return jdbc.sql("""
                        update access.permit set ended_at = :now, ended_reason = :reason
                        where id = :id and ended_at is null
                        """)
                        .param("now", Timestamp.from(now))
                        .param("reason", reason)
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private List<PermitTarget> targets(UUID permit) {
        return jdbc.sql("""
                        select host, node, account from access.permit_target
                        where permit = ?
                        order by host, account
                        """)
                .param(permit)
                .query((row, number) -> new PermitTarget(
                        new HostId(row.getObject("host", UUID.class)),
                        new NodeId(row.getObject("node", UUID.class)),
                        row.getString("account")))
                .list();
    }

    private Row read(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        @Nullable UUID approval = row.getObject("approval", UUID.class);
        @Nullable Timestamp ended = row.getTimestamp("ended_at");
        Permit permit = new Permit(
                new PermitId(id),
                NewPermit.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getObject("subject", UUID.class),
                new PersonId(row.getObject("executor", UUID.class)),
                targets(id),
                row.getTimestamp("from_at").toInstant(),
                row.getTimestamp("to_at").toInstant(),
                List.of((String[]) row.getArray("steps").getArray()),
                row.getString("content_hash"),
                approval == null ? null : new ApprovalId(approval),
                row.getBoolean("duty_ended"),
                ended == null ? null : ended.toInstant());
        Bound bound = new Bound(
                row.getObject("assignment", UUID.class),
                row.getObject("node", UUID.class),
                row.getTimestamp("issued_at").toInstant());
        return new Row(permit, bound, row.getBytes("mark"));
    }
}
