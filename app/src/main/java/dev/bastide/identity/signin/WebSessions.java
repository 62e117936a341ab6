package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.identity.RowMarks;
import dev.bastide.identity.SessionMarks;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Web sessions in the database. A session is good while it is neither ended nor idle nor too old, its person is active
 * and the duty assignment it was made under has not ended. Source: seed 000 s2.2 (A53).
 */
@Service
class WebSessions {
    /** A session nobody used for so long is over. */
    static final Duration IDLE = Duration.ofMinutes(60);

    /** A session is over after so long, used or not. */
    static final Duration ABSOLUTE = Duration.ofHours(12);

    /** Until a second factor is enrolled the session lives only so long. */
    static final Duration TO_ENROL = Duration.ofMinutes(30);

    /** No session lives longer, however often its factor is shown; the database says so too. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration SEEN_STEP = Duration.ofMinutes(1);
    private static final int AGENT_CHARACTERS = 300;
    private static final String COLUMNS = """
            %s, s.seen_at, s.address, s.agent
            """.formatted(SessionMarks.COLUMNS);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Duties duties;
    private final SessionMarks marks;

    WebSessions(JdbcClient jdbc, Clock clock, Secrets secrets, AuditLog audit, Duties duties, SessionMarks marks) {
        this.duties = duties;
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
        this.secrets = secrets;
        this.audit = audit;
    }

    /** A session that was just made, with the secret its cookie carries. */
    record Made(UUID id, String secret, Duration lifetime) {}

    /**
     * Makes a session under the person's current duty, in the caller's transaction. The database refuses one under a duty
     * that ended meanwhile.
     */
    Made make(PersonId person, String login, boolean factorConfirmed, String address, String agent) {
        UUID id = UUID.randomUUID();
        String secret = secrets.fresh();
        Duration lifetime = factorConfirmed ? ABSOLUTE : TO_ENROL;
        Instant now = clock.instant();
        duties.current(person)
                .map(duty -> new SessionMarks.Deciding(
                        id,
                        Secrets.hash(secret),
                        person.value(),
                        duty.id().value(),
                        login,
                        now,
                        now.plus(lifetime),
                        factorConfirmed ? now : null))
                .ifPresent(session -> insert(session, address, agent));
        return new Made(id, secret, lifetime);
    }

    private void insert(SessionMarks.Deciding session, String address, String agent) {
        @Nullable Instant factor = session.factorAt();
        jdbc.sql("""
                        insert into identity.web_session (id, token_hash, person, assignment, login, created_at, seen_at,
                            expires_at, factor_at, address, agent, mark)
                        values (:id, :hash, :person, :assignment, :login, :now, :now,
                            :expires, :factor, :address, :agent, :mark)
                        """)
                .param("id", session.id())
                .param("hash", session.tokenHash())
                .param("person", session.person())
                .param("assignment", session.assignment())
                .param("login", session.login())
                .param("now", Timestamp.from(session.created()))
                .param("expires", Timestamp.from(session.expires()))
                .param("factor", factor == null ? null : Timestamp.from(factor))
                .param("address", address)
                .param("agent", agent.substring(0, Math.min(agent.length(), AGENT_CHARACTERS)))
                .param("mark", marks.of(session))
                .update();
    }

    /** The session whose cookie carries this secret, if it is good; notes that it was seen. */
    Optional<WebSession> bySecret(String secret) {
        Instant now = clock.instant();
        byte[] hash = Secrets.hash(secret);
        Optional<WebSession> found = ours(
                        jdbc.sql("select " + COLUMNS + """
                        from identity.web_session s
                        join identity.duty_assignment a on a.id = s.assignment and a.ended_at is null
                        join identity.person p on p.id = s.person and p.disabled_at is null
                        where s.token_hash = :hash and s.ended_at is null and s.expires_at > :now and s.seen_at > :idle
                        """)
                                .param("hash", hash)
                                .param("now", Timestamp.from(now))
                                .param("idle", Timestamp.from(now.minus(IDLE))),
                        row -> MessageDigest.isEqual(hash, row.getBytes("token_hash")))
                .stream()
                .filter(session -> session.expires().isAfter(now))
                .findFirst();
        found.filter(session -> session.seen().isBefore(now.minus(SEEN_STEP))).ifPresent(session -> seen(session, now));
        return found;
    }

    /** The person's good sessions, the last used first. */
    List<WebSession> of(PersonId person) {
        Instant now = clock.instant();
        return ours(
                jdbc.sql("select " + COLUMNS + """
                        from identity.web_session s
                        where s.person = :person and s.ended_at is null and s.expires_at > :now and s.seen_at > :idle
                        order by s.seen_at desc
                        """)
                        .param("person", person.value())
                        .param("now", Timestamp.from(now))
                        .param("idle", Timestamp.from(now.minus(IDLE))),
                row -> person.value().equals(row.getObject("person", UUID.class)));
    }

    private List<WebSession> ours(JdbcClient.StatementSpec query, RowMarks.Asked asked) {
        List<WebSession> sessions = new ArrayList<>();
        query.query(row -> {
            if (asked.isThis(row) && marks.isOurs(row)) {
                sessions.add(read(row));
            }
        });
        return sessions;
    }

    /** Ends one of the person's sessions. False when it had ended already or is not his. */
    @Transactional
    boolean end(Actor actor, PersonId person, UUID id, String why) {
        Instant now = clock.instant();
        int ended = jdbc.sql("""
                        update identity.web_session set ended_at = :now, ended_why = :why
                        where id = :id and person = :person and ended_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("why", why)
                .param("id", id)
                .param("person", person.value())
                .update();
        if (ended == 1) {
            audit.append(AuditRecord.of(now, actor, Tag.SIGN_IN, "session.sign-out", why, Result.DONE)
                    .object("web-session", id));
        }
        return ended == 1;
    }

    /** Ends all of the person's sessions but the one named, in the caller's transaction; how many. */
    int endOthers(PersonId person, @Nullable UUID kept, String why) {
        return jdbc.sql("""
                        update identity.web_session set ended_at = :now, ended_why = :why
                        where person = :person and ended_at is null and id is distinct from :kept
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("why", why)
                .param("person", person.value())
                .param("kept", kept, java.sql.Types.OTHER)
                .update();
    }

    /** The session has its second factor now and lives as long as any other. */
    void factorConfirmed(UUID id) {
        Instant now = clock.instant();
        marks.living(id).ifPresent(session -> {
            Instant latest = session.created().plus(LONGEST);
            Instant wanted = now.plus(ABSOLUTE).isBefore(latest) ? now.plus(ABSOLUTE) : latest;
            Instant expires = wanted.isAfter(session.expires()) ? wanted : session.expires();
            marks.factorShown(session, now, expires);
        });
    }

    private void seen(WebSession session, Instant now) {
        jdbc.sql("update identity.web_session set seen_at = :now where id = :id and ended_at is null")
                .param("now", Timestamp.from(now))
                .param("id", session.id())
                .update();
    }

    private static WebSession read(ResultSet row) throws SQLException {
        @Nullable Timestamp factor = row.getTimestamp("factor_at");
        return new WebSession(
                row.getObject("id", UUID.class),
                new PersonId(row.getObject("person", UUID.class)),
                row.getString("login"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("seen_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                factor == null ? null : factor.toInstant(),
                row.getString("address"),
                row.getString("agent"));
    }
}
