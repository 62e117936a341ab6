package dev.bastide.access;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.AssignmentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of permits and their targets. */
@Repository
class PermitRows {
    private static final String SELECT = """
            select p.id, p.kind, p.subject, p.executor, p.from_at, p.to_at, p.steps, p.content_hash, p.approval,
                p.ended_at, d.ended_at is not null as duty_ended
            from access.permit p
            join identity.published_duty d on d.assignment = p.assignment
            """;

    private final JdbcClient jdbc;

    PermitRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(PermitId id, NewPermit permit, AssignmentId assignment, Instant now) {
        boolean emergency = permit.kind() == NewPermit.Kind.EMERGENCY;
        @Nullable ApprovalId approval = permit.approval();
        jdbc.sql("""
                        insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                            content_hash, approval, node, issued_at)
                        values (:id, :kind, :subject, :executor, :assignment, :from, :to, :steps,
                            :hash, :approval, :node, :now)
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
                .param("node", emergency ? permit.targets().getFirst().node().value() : null, Types.OTHER)
                .param("now", Timestamp.from(now))
                .update();
        for (PermitTarget target : permit.targets()) {
            jdbc.sql("insert into access.permit_target (permit, host, node, account) values (?, ?, ?, ?)")
                    .params(id.value(), target.host().value(), target.node().value(), target.account())
                    .update();
        }
    }

    Optional<Permit> find(PermitId id) {
        return jdbc.sql(SELECT + "where p.id = ?")
                .param(id.value())
                .query(this::read)
                .optional();
    }

    /** This person's permits for the account there that are or were open after {@code since}, the latest window first. */
    List<Permit> covering(PersonId executor, HostId host, String account, Instant since) {
        return jdbc.sql(SELECT + """
                        join access.permit_target t on t.permit = p.id and t.host = :host and t.account = :account
                        where p.executor = :executor and p.to_at > :since
                        order by p.to_at desc
                        """)
                .param("host", host.value())
                .param("account", account)
                .param("executor", executor.value())
                .param("since", Timestamp.from(since))
                .query(this::read)
                .list();
    }

    /** Permits of this person that have not ended and whose window is not over. */
    List<Permit> current(PersonId executor, Instant now) {
        return jdbc.sql(SELECT + """
                        where p.executor = :executor and p.ended_at is null and p.to_at > :now
                        order by p.from_at
                        """)
                .param("executor", executor.value())
                .param("now", Timestamp.from(now))
                .query(this::read)
                .list();
    }

    /** The permits issued for this operation or emergency, newest first. */
    List<Permit> of(UUID subject) {
        return jdbc.sql(SELECT + "where p.subject = ? order by p.issued_at desc")
                .param(subject)
                .query(this::read)
                .list();
    }

    /** Permits that have not been marked as ended although their window is over. */
    List<Permit> over(Instant now) {
        return jdbc.sql(SELECT + "where p.ended_at is null and p.to_at <= ? order by p.to_at limit 1000")
                .param(Timestamp.from(now))
                .query(this::read)
                .list();
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

    private Permit read(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        @Nullable UUID approval = row.getObject("approval", UUID.class);
        @Nullable Timestamp ended = row.getTimestamp("ended_at");
        return new Permit(
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
    }
}
