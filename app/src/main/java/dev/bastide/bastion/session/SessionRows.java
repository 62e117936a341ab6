package dev.bastide.bastion.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.SessionKind;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.identity.RowMarks;
import dev.bastide.vault.SealBroken;
import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of sessions. The command line is sealed: people write secrets into command lines. */
@Repository
public class SessionRows {
    /** The columns that {@link #read} wants, of a table named {@code s}. */
    public static final String COLUMNS = """
            s.id, s.connection, s.person, s.person_login, s.person_name, s.machine, s.host, s.host_path, s.node, s.account,
            s.production, s.permit, s.rule, host(s.source) as source, s.kind, s.command, s.state, s.announced_at,
            s.started_at, s.not_after, s.ended_at, s.exit_code, s.exit_signal, s.end_why, s.end_by, s.end_note,
            s.file, s.recording, s.head, s.position""";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowMarks marks;

    SessionRows(JdbcClient jdbc, Vault vault, RowMarks marks) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.marks = marks;
    }

    void announce(Opening opening, Recording recording, Instant now, Lease lease) {
        jdbc.sql("""
                insert into bastion.session (
                    id, connection, person, person_login, person_name, machine, host, host_path, node, account, production,
                    permit, rule, source, kind, command, state, holder, lease_until, announced_at, not_after, file,
                    file_hash, recording)
                values (
                    :id, :connection, :person, :login, :name, :machine, :host, :path, :node, :account, :production,
                    :permit, :rule, cast(:source as inet), :kind, :command, 'announced', :holder, :lease, :now, :until,
                    :file, :hash, 'open')
                """)
                .param("id", opening.id())
                .param("connection", opening.connection())
                .param("person", opening.person().value())
                .param("login", opening.personLogin())
                .param("name", opening.personName())
                .param("machine", opening.byRunner() ? "runner" : null)
                .param("host", opening.host().value())
                .param("path", opening.hostPath())
                .param("node", opening.node().value())
                .param("account", opening.account())
                .param("production", opening.production())
                .param(
                        "permit",
                        opening.permit() == null ? null : opening.permit().value())
                .param("rule", opening.rule())
                .param("source", opening.actor().address())
                .param("kind", opening.kind().word())
                .param("command", seal(opening))
                .param("holder", lease.holder())
                .param("lease", Timestamp.from(lease.until()))
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(opening.notAfter()))
                .param("file", recording.file())
                .param("hash", recording.fileHash())
                .update();
    }

    /** Who holds live sessions, and until when it may stay silent. */
    record Lease(UUID holder, Instant until) {}

    void started(UUID id, Instant now) {
        jdbc.sql(
                        "update bastion.session set state = 'running', started_at = :now where id = :id and state = 'announced'")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /** Writes down the end that was seen, with its mark; false when it was written already. */
    boolean close(Opening opening, Closing closing) {
        return close(closing, SessionEnd.of(opening, closing).made(marks));
    }

    /** Writes down that nobody saw the end; false when it was written already. */
    boolean closeUnseen(Closing closing) {
        return close(closing, null);
    }

    private boolean close(Closing closing, byte @Nullable [] mark) {
        return jdbc.sql("""
                        update bastion.session
                        set state = :state, ended_at = greatest(:at, started_at, announced_at), exit_code = :code,
                            exit_signal = :signal, end_why = :why, end_by = :by, end_note = :note, recording = :recording,
                            chunks = :chunks, position = :position, head = :head, mark = :mark
                        where id = :id and state in ('announced', 'running')
                        """)
                        .param("state", closing.known() ? "ended" : "unknown")
                        .param("at", Timestamp.from(closing.at()))
                        .param("code", closing.exitCode())
                        .param("signal", closing.exitSignal())
                        .param("why", closing.why())
                        .param("by", closing.by() == null ? null : closing.by().name())
                        .param(
                                "note",
                                closing.by() == null ? null : closing.by().reason())
                        .param("recording", closing.recording().word())
                        .param("chunks", closing.head().chunks())
                        .param("position", closing.head().position())
                        .param("head", closing.head().hash())
                        .param("mark", mark)
                        .param("id", closing.id())
                        .update()
                == 1;
    }

    void renew(Lease lease) {
        jdbc.sql("""
                update bastion.session set lease_until = :until
                where holder = :holder and state in ('announced', 'running')
                """)
                .param("until", Timestamp.from(lease.until()))
                .param("holder", lease.holder())
                .update();
    }

    /** Sessions whose holder fell silent. */
    List<Session> silent(Instant now) {
        return jdbc.sql("select " + COLUMNS + """

                from bastion.session s
                where s.state in ('announced', 'running') and s.lease_until < :now
                order by s.announced_at
                """)
                .param("now", Timestamp.from(now))
                .query(this::read)
                .list();
    }

    /** Gives up the leases of this holder: its earlier run is gone. */
    void release(UUID holder, Instant now) {
        jdbc.sql("""
                update bastion.session set lease_until = :now
                where holder = :holder and state in ('announced', 'running') and lease_until > :now
                """)
                .param("now", Timestamp.from(now.minusSeconds(1)))
                .param("holder", holder)
                .update();
    }

    public Optional<Session> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from bastion.session s where s.id = :id")
                .param("id", id)
                .query(this::read)
                .optional();
    }

    public List<Session> live() {
        return list("s.state in ('announced', 'running')", "", new UUID(0, 0), 1_000);
    }

    public List<Session> ofHost(HostId host, int limit) {
        return list("s.host = :subject", "", host.value(), limit);
    }

    public List<Session> ofPerson(PersonId person, int limit) {
        return list("s.person = :subject", "", person.value(), limit);
    }

    public List<Session> ofPermit(PermitId permit, int limit) {
        return list("s.permit = :subject", "", permit.value(), limit);
    }

    /** The sessions that were over in this time, the first first. */
    public List<Session> endedBetween(Instant from, Instant until) {
        return jdbc.sql("select " + COLUMNS + """

                from bastion.session s
                where s.state in ('ended', 'unknown') and s.ended_at >= :from and s.ended_at < :until
                order by s.ended_at, s.id
                """)
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .query(this::read)
                .list();
    }

    /** The commands under a permit that this program saw end with exit 0, recorded whole; each bears its mark. */
    public List<Session> endedWell(PermitId permit, int limit) {
        return endedWell("permit", permit.value(), limit).stream()
                .filter(session -> permit.equals(session.permit()))
                .toList();
    }

    /** The same of one session. */
    public Optional<Session> endedWell(SessionId id) {
        return endedWell("id", id.value(), 1).stream()
                .filter(session -> session.id().equals(id))
                .findFirst();
    }

    private List<Session> endedWell(String column, UUID subject, int limit) {
        List<Session> seen = new ArrayList<>();
        jdbc.sql("select " + COLUMNS + ", s.mark from bastion.session s where s." + column + """
                 = :subject
                    and s.state = 'ended' and s.exit_code = 0 and s.recording = 'whole'
                order by s.ended_at desc, s.id
                limit :limit
                """)
                .param("subject", subject)
                .param("limit", limit)
                .query(row -> {
                    if (SessionEnd.isOurs(marks, row)) {
                        seen.add(read(row, 0));
                    }
                });
        return seen.stream().filter(SessionRows::wasWell).toList();
    }

    private static boolean wasWell(Session session) {
        return Objects.equals(session.exitCode(), 0) && session.recording() == Session.RecordingState.WHOLE;
    }

    private List<Session> list(String condition, String more, UUID subject, int limit) {
        return jdbc.sql("select " + COLUMNS + " from bastion.session s where " + condition + more
                        + " and (:subject is not null) order by s.announced_at desc, s.id limit :limit")
                .param("subject", subject)
                .param("limit", limit)
                .query(this::read)
                .list();
    }

    /** Reads a row of {@link #COLUMNS}. */
    public Session read(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        byte[] command = row.getBytes("command");
        byte[] head = row.getBytes("head");
        UUID permit = row.getObject("permit", UUID.class);
        return new Session(
                new SessionId(id),
                row.getObject("connection", UUID.class),
                new PersonId(row.getObject("person", UUID.class)),
                row.getString("person_login"),
                row.getString("person_name"),
                row.getString("machine"),
                new HostId(row.getObject("host", UUID.class)),
                row.getString("host_path"),
                new NodeId(row.getObject("node", UUID.class)),
                row.getString("account"),
                row.getBoolean("production"),
                permit == null ? null : new PermitId(permit),
                row.getString("rule"),
                row.getString("source"),
                SessionKind.of(row.getString("kind")),
                command == null ? "" : open(id, command),
                Session.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("announced_at").toInstant(),
                instant(row, "started_at"),
                row.getTimestamp("not_after").toInstant(),
                instant(row, "ended_at"),
                row.getObject("exit_code", Integer.class),
                row.getString("exit_signal"),
                row.getString("end_why"),
                row.getString("end_by"),
                row.getString("end_note"),
                row.getString("file"),
                Session.RecordingState.valueOf(row.getString("recording").toUpperCase(Locale.ROOT)),
                head == null ? null : HexFormat.of().formatHex(head),
                row.getLong("position"));
    }

    /** One row that somebody wrote past the program must not hide all the others. */
    private String open(UUID id, byte[] command) {
        try {
            return new String(vault.open(command, context(id)), UTF_8);
        } catch (SealBroken e) {
            return Session.UNREADABLE;
        }
    }

    private byte @Nullable [] seal(Opening opening) {
        return opening.command().isEmpty()
                ? null
                : vault.seal(opening.command().getBytes(UTF_8), context(opening.id()));
    }

    private static String context(UUID id) {
        return "bastion.session.command:" + id;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
