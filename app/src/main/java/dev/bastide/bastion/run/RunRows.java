package dev.bastide.bastion.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.asset.Host;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.RunId;
import dev.bastide.bastion.RunPlan;
import dev.bastide.bastion.SessionId;
import dev.bastide.identity.RowMarks;
import dev.bastide.vault.SealBroken;
import dev.bastide.vault.Vault;
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
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The tables of runs and their steps. */
@Repository
public class RunRows {
    private static final String SELECT = """
            select id, operation, permit, rollback_of, person, production, state, started_at, ended_at,
                why_key, why_args, why_duty, why_path
            from bastion.run
            """;

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowMarks marks;

    RunRows(JdbcClient jdbc, Vault vault, RowMarks marks) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.marks = marks;
    }

    /** What is stored of a run beside its plan. */
    record Start(RunId id, @Nullable RunId rollbackOf, PersonId person, boolean production, UUID holder, Instant at) {}

    void add(Start start, RunPlan plan, String stepHash) {
        jdbc.sql("""
                insert into bastion.run (id, operation, permit, rollback_of, spec_version, step_hash, person, production,
                    holder, state, started_at)
                values (:id, :operation, :permit, :rollback, :spec, :hash, :person, :production, :holder, 'running', :now)
                """)
                .param("id", start.id().value())
                .param("operation", plan.operation())
                .param("permit", plan.permit().value())
                .param(
                        "rollback",
                        start.rollbackOf() == null ? null : start.rollbackOf().value())
                .param("spec", plan.specificationVersion())
                .param("hash", stepHash)
                .param("person", start.person().value())
                .param("production", start.production())
                .param("holder", start.holder())
                .param("now", Timestamp.from(start.at()))
                .update();
    }

    void addStep(RunId run, int position, Host host, String account, String step) {
        jdbc.sql("""
                insert into bastion.run_step (run, position, host, host_path, account, step, state)
                values (:run, :position, :host, :path, :account, :step, 'planned')
                """)
                .param("run", run.value())
                .param("position", position)
                .param("host", host.id().value())
                .param("path", host.path())
                .param("account", account)
                .param("step", vault.seal(step.getBytes(UTF_8), context(run.value(), position)))
                .update();
    }

    /** Announces a step; false when it was announced before. */
    boolean announce(RunId run, int position, UUID session, Instant now) {
        return jdbc.sql("""
                        update bastion.run_step set state = 'announced', session = :session, announced_at = :now
                        where run = :run and position = :position and state = 'planned'
                        """)
                        .param("session", session)
                        .param("now", Timestamp.from(now))
                        .param("run", run.value())
                        .param("position", position)
                        .update()
                == 1;
    }

    void outcome(RunId run, int position, Run.StepState state, @Nullable Integer exitCode, Instant now) {
        jdbc.sql("""
                update bastion.run_step set state = :state, exit_code = :code, ended_at = :now
                where run = :run and position = :position and state = 'announced'
                """)
                .param("state", state.word())
                .param("code", exitCode)
                .param("now", Timestamp.from(now))
                .param("run", run.value())
                .param("position", position)
                .update();
    }

    /** Ends a run: what was not begun is skipped. False when it had ended before. */
    boolean end(RunId run, Run.State state, @Nullable Reason why, Instant now) {
        jdbc.sql("update bastion.run_step set state = 'skipped' where run = ? and state = 'planned'")
                .param(run.value())
                .update();
        return jdbc.sql("""
                        update bastion.run set state = :state, ended_at = :now, why_key = :key, why_args = :args,
                            why_duty = :duty, why_path = :path
                        where id = :id and state = 'running'
                        """)
                        .param("key", why == null ? null : why.key())
                        .param("args", why == null ? null : why.args().toArray(String[]::new))
                        .param("duty", why == null ? null : why.duty())
                        .param("path", why == null ? null : why.remedyPath())
                        .param("state", state.word())
                        .param("now", Timestamp.from(now))
                        .param("id", run.value())
                        .update()
                == 1;
    }

    /** Runs that this holder left open: its earlier life ended in their midst. */
    List<Run> left(UUID holder) {
        return jdbc.sql(SELECT + " where holder = :holder and state = 'running'")
                .param("holder", holder)
                .query(this::read)
                .list();
    }

    public Optional<Run> find(RunId id) {
        return jdbc.sql(SELECT + " where id = ?")
                .param(id.value())
                .query(this::read)
                .optional();
    }

    public List<Run> ofOperation(UUID operation) {
        return jdbc.sql(SELECT + " where operation = ? order by started_at desc")
                .param(operation)
                .query(this::read)
                .list();
    }

    /** The newest run off production in which all these steps ended well. One whose steps do not open proves nothing. */
    public Optional<Run> rehearsal(UUID specificationVersion, String stepHash, Instant since) {
        StatementSpec asked = jdbc.sql(SELECT + """
                 where spec_version = :spec and step_hash = :hash and not production and state = 'done'
                    and rollback_of is null and ended_at >= :since
                order by ended_at desc
                limit 1
                """)
                .param("spec", specificationVersion)
                .param("hash", stepHash)
                .param("since", Timestamp.from(since));
        try {
            return asked.query(this::read).optional();
        } catch (SealBroken e) {
            marks.refuse("bastion.run_step", specificationVersion);
            return Optional.empty();
        }
    }

    private Run read(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID rollback = row.getObject("rollback_of", UUID.class);
        return new Run(
                new RunId(id),
                row.getObject("operation", UUID.class),
                new PermitId(row.getObject("permit", UUID.class)),
                rollback == null ? null : new RunId(rollback),
                new PersonId(row.getObject("person", UUID.class)),
                row.getBoolean("production"),
                Run.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("started_at").toInstant(),
                instant(row, "ended_at"),
                why(row),
                steps(id));
    }

    private static @Nullable Reason why(ResultSet row) throws SQLException {
        String key = row.getString("why_key");
        if (key == null) {
            return null;
        }
        String[] args = (String[]) row.getArray("why_args").getArray();
        return new Reason(key, List.of(args), row.getString("why_duty"), row.getString("why_path"));
    }

    private List<Run.Step> steps(UUID run) {
        return jdbc.sql("""
                select position, host, host_path, account, step, state, session, announced_at, ended_at, exit_code
                from bastion.run_step where run = ? order by position
                """).param(run).query((row, number) -> step(run, row)).list();
    }

    private Run.Step step(UUID run, ResultSet row) throws SQLException {
        int position = row.getInt("position");
        UUID session = row.getObject("session", UUID.class);
        return new Run.Step(
                position,
                new HostId(row.getObject("host", UUID.class)),
                row.getString("host_path"),
                row.getString("account"),
                new String(vault.open(row.getBytes("step"), context(run, position)), UTF_8),
                Run.StepState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                session == null ? null : new SessionId(session),
                instant(row, "announced_at"),
                instant(row, "ended_at"),
                row.getObject("exit_code", Integer.class));
    }

    private static String context(UUID run, int position) {
        return "bastion.run_step:" + run + ":" + position;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
