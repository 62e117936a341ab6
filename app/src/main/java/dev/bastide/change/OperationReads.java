package dev.bastide.change;

import dev.bastide.approval.ApprovalId;
import dev.bastide.audit.ChangeNames;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.State;
import dev.bastide.change.engine.Target;
import dev.bastide.change.engine.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads operations whole. */
@Repository
class OperationReads implements ChangeNames.Namer {
    private static final String SELECT = """
            select o.id, o.number, o.node_id, o.production, o.state, o.head_id, o.approval_id, o.permit_id,
                   o.window_from as opens, o.window_to as closes, o.asked_at, o.lapses_at, o.changed_at, o.cause,
                   coalesce(o.belongs_to, '') as belongs_to, r.id as revision_id, r.purpose, r.account,
                   r.spec_version_id, s.name as spec_name, v.version as spec_version, r.spec_values, r.reason, r.impact,
                   r.ticket, r.owner_id, r.executor_id, r.window_seconds, r.window_from, r.window_zone
            from change.operation o
            join change.operation_revision r on r.operation_id = o.id
            left join change.specification_version v on v.id = r.spec_version_id
            left join change.specification s on s.id = v.specification_id
            """;

    private final JdbcClient jdbc;

    OperationReads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The operation with its current content. */
    Optional<Operation> find(OperationId id) {
        return one(" where o.id = ? and r.id = o.revision_id", id.value());
    }

    Optional<Operation> byNumber(long number) {
        return one(" where o.number = ? and r.id = o.revision_id", number);
    }

    /** The operation with the content of this revision, current or not. */
    Optional<Operation> byRevision(UUID revision) {
        return one(" where r.id = ?", revision);
    }

    Optional<Operation> byPermit(PermitId permit) {
        return one(" where o.permit_id = ? and r.id = o.revision_id", permit.value());
    }

    /** The newest operation that waits for approval and would let this person onto the account of the host. */
    Optional<Operation> waiting(PersonId executor, HostId host, String account, Instant now) {
        return jdbc.sql(SELECT + """
                where r.id = o.revision_id and o.state = 'asked' and o.lapses_at > :now
                  and r.executor_id = :executor and r.account = :account
                  and exists (select 1 from change.operation_target t where t.revision_id = r.id and t.host_id = :host)
                order by o.number desc limit 1
                """)
                .param("now", Timestamp.from(now))
                .param("executor", executor.value())
                .param("account", account)
                .param("host", host.value())
                .query((row, n) -> read(row))
                .optional();
    }

    /** Which of these revisions are what waits for approval now. */
    Set<UUID> stillWaiting(Set<UUID> revisions, Instant now) {
        return Set.copyOf(jdbc.sql("""
                select revision_id from change.operation
                where revision_id = any (?) and state = 'asked' and lapses_at > ?
                """)
                .param(revisions.toArray(UUID[]::new))
                .param(Timestamp.from(now))
                .query((row, n) -> row.getObject("revision_id", UUID.class))
                .list());
    }

    /** The record tells of every revision under the name of its operation. */
    @Override
    public Optional<String> name(UUID subject) {
        return jdbc.sql("""
                select number from change.operation
                where id = :subject or id = (select operation_id from change.operation_revision where id = :subject)
                """)
                .param("subject", subject)
                .query(Long.class)
                .optional()
                .map(Operation::name);
    }

    /** Operations whose time ran out before this instant, and those that a run may have left behind. */
    List<OperationId> overdue(Instant at) {
        return jdbc.sql("""
                select id from change.operation
                where (state = 'asked' and lapses_at <= :at) or (state = 'approved' and window_to <= :at) or state = 'running'
                order by lapses_at limit 200
                """)
                .param("at", Timestamp.from(at))
                .query((row, n) -> new OperationId(row.getObject("id", UUID.class)))
                .list();
    }

    /** The kind and number of a revision. */
    record Revision(OperationRows.Kind kind, int number, boolean current) {}

    Optional<Revision> revision(UUID revision) {
        return jdbc.sql("""
                select r.kind, r.revision, r.id = o.revision_id as current
                from change.operation_revision r join change.operation o on o.id = r.operation_id
                where r.id = ?
                """)
                .param(revision)
                .query((row, n) -> new Revision(
                        OperationRows.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getInt("revision"),
                        row.getBoolean("current")))
                .optional();
    }

    /** Revisions off production by this version since an instant, in which it may have been rehearsed. */
    List<UUID> rehearsing(UUID version, Instant since) {
        return jdbc.sql("""
                select id from change.operation_revision
                where spec_version_id = ? and not production and asked_at >= ? order by asked_at desc limit 200
                """)
                .param(version)
                .param(Timestamp.from(since))
                .query((row, n) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Every revision, the oldest first. */
    List<UUID> revisions(OperationId id) {
        return jdbc.sql("select id from change.operation_revision where operation_id = ? order by revision")
                .param(id.value())
                .query((row, n) -> row.getObject("id", UUID.class))
                .list();
    }

    int nextRevision(OperationId id) {
        return jdbc.sql("select max(revision) + 1 from change.operation_revision where operation_id = ?")
                .param(id.value())
                .query(Integer.class)
                .single();
    }

    /** The newest revision that asks for more time or other hands and is not yet in force. */
    Optional<UUID> pending(OperationId id) {
        return jdbc.sql("""
                select r.id from change.operation_revision r join change.operation o on o.id = r.operation_id
                where o.id = ? and r.kind in ('extension', 'handover')
                  and r.revision > (select c.revision from change.operation_revision c where c.id = o.revision_id)
                order by r.revision desc limit 1
                """).param(id.value()).query(UUID.class).optional();
    }

    /** Which of a revision's hosts are network devices. */
    List<UUID> networkDevices(UUID revision) {
        return jdbc.sql("select host_id from change.operation_target where revision_id = ? and network_device")
                .param(revision)
                .query((row, n) -> row.getObject("host_id", UUID.class))
                .list();
    }

    private Optional<Operation> one(String where, Object value) {
        return jdbc.sql(SELECT + where)
                .param(value)
                .query((row, n) -> read(row))
                .optional();
    }

    private Operation read(ResultSet row) throws SQLException {
        UUID revision = row.getObject("revision_id", UUID.class);
        Content content = new Content(
                new NodeId(row.getObject("node_id", UUID.class)),
                targets(revision, row.getString("account")),
                spec(row),
                Content.Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
                steps(revision, false),
                steps(revision, true),
                impact(revision),
                row.getString("impact"),
                window(row),
                row.getString("reason"),
                new PersonId(row.getObject("owner_id", UUID.class)),
                new PersonId(row.getObject("executor_id", UUID.class)),
                row.getString("ticket"));
        UUID approval = row.getObject("approval_id", UUID.class);
        UUID permit = row.getObject("permit_id", UUID.class);
        String cause = row.getString("cause");
        return new Operation(
                new OperationId(row.getObject("id", UUID.class)),
                row.getLong("number"),
                content,
                // Of what is stored now, not what was once stored beside it: a row added later is another content.
                content.hash(),
                revision,
                State.of(row.getString("state")),
                row.getBoolean("production"),
                new PersonId(row.getObject("head_id", UUID.class)),
                approval == null ? null : new ApprovalId(approval),
                permit == null ? null : new PermitId(permit),
                instant(row, "opens"),
                instant(row, "closes"),
                row.getTimestamp("asked_at").toInstant(),
                row.getTimestamp("lapses_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                cause == null ? null : Operation.Cause.valueOf(cause.toUpperCase(Locale.ROOT)),
                row.getString("belongs_to"));
    }

    private List<Target> targets(UUID revision, String account) {
        return jdbc.sql(
                        "select host_id, node_id, path from change.operation_target where revision_id = ? order by position")
                .param(revision)
                .query((row, n) -> new Target(
                        new HostId(row.getObject("host_id", UUID.class)),
                        new NodeId(row.getObject("node_id", UUID.class)),
                        row.getString("path"),
                        account))
                .list();
    }

    private List<String> steps(UUID revision, boolean rollback) {
        return jdbc.sql(
                        "select step from change.operation_step where revision_id = ? and rollback = ? order by position")
                .param(revision)
                .param(rollback)
                .query((row, n) -> row.getString("step"))
                .list();
    }

    private List<NodeId> impact(UUID revision) {
        return jdbc.sql("select node_id from change.operation_impact where revision_id = ? order by node_id")
                .param(revision)
                .query((row, n) -> new NodeId(row.getObject("node_id", UUID.class)))
                .list();
    }

    private static @Nullable SpecificationRef spec(ResultSet row) throws SQLException {
        UUID version = row.getObject("spec_version_id", UUID.class);
        if (version == null) {
            return null;
        }
        return new SpecificationRef(
                version, row.getString("spec_name"), row.getInt("spec_version"), values(row.getString("spec_values")));
    }

    static Map<String, String> values(String lines) {
        Map<String, String> values = new TreeMap<>();
        lines.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int at = line.indexOf('=');
            values.put(line.substring(0, at), line.substring(at + 1));
        });
        return values;
    }

    private static Window window(ResultSet row) throws SQLException {
        Duration length = Duration.ofSeconds(row.getLong("window_seconds"));
        Instant from = instant(row, "window_from");
        if (from == null) {
            return new Window.Upon(length);
        }
        return new Window.Fixed(from, from.plus(length), ZoneId.of(row.getString("window_zone")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
