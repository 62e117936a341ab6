package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    private static final Duration SEEN_STEP = Duration.ofMinutes(1);
    private static final int AGENT_CHARACTERS = 300;
    private static final String COLUMNS = """
            s.id, s.person, s.login, s.created_at, s.seen_at, s.expires_at, s.factor_at, s.address, s.agent
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Secrets secrets;
    private final AuditLog audit;

    WebSessions(JdbcClient jdbc, Clock clock, Secrets secrets, AuditLog audit) {
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
        Instant now = clock.instant();
        Duration lifetime = factorConfirmed ? ABSOLUTE : TO_ENROL;
        jdbc.sql("""
                        insert into identity.web_session (id, token_hash, person, assignment, login, created_at, seen_at,
                            expires_at, factor_at, address, agent)
                        select :id, :hash, a.person, a.id, :login, :now, :now, :expires, :factor, :address, :agent
                        from identity.duty_assignment a where a.person = :person and a.ended_at is null
                        """)
                .param("id", id)
                .param("hash", Secrets.hash(secret))
                .param("login", login)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(lifetime)))
                .param("factor", factorConfirmed ? Timestamp.from(now) : null)
                .param("address", address)
                .param("agent", agent.substring(0, Math.min(agent.length(), AGENT_CHARACTERS)))
                .param("person", person.value())
                .update();
        return new Made(id, secret, lifetime);
    }

    /** The session whose cookie carries this secret, if it is good; notes that it was seen. */
    Optional<WebSession> bySecret(String secret) {
        Instant now = clock.instant();
        Optional<WebSession> found = jdbc.sql("select " + COLUMNS + """
                        from identity.web_session s
                        join identity.duty_assignment a on a.id = s.assignment and a.ended_at is null
                        join identity.person p on p.id = s.person and p.disabled_at is null
                        where s.token_hash = :hash and s.ended_at is null and s.expires_at > :now and s.seen_at > :idle
                        """)
                .param("hash", Secrets.hash(secret))
                .param("now", Timestamp.from(now))
                .param("idle", Timestamp.from(now.minus(IDLE)))
                .query(WebSessions::read)
                .optional();
        found.filter(session -> session.seen().isBefore(now.minus(SEEN_STEP))).ifPresent(session -> seen(session, now));
        return found;
    }

    /** The person's good sessions, the last used first. */
    List<WebSession> of(PersonId person) {
        Instant now = clock.instant();
        return jdbc.sql("select " + COLUMNS + """
                        from identity.web_session s
                        where s.person = :person and s.ended_at is null and s.expires_at > :now and s.seen_at > :idle
                        order by s.seen_at desc
                        """)
                .param("person", person.value())
                .param("now", Timestamp.from(now))
                .param("idle", Timestamp.from(now.minus(IDLE)))
                .query(WebSessions::read)
                .list();
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
        jdbc.sql("""
                        update identity.web_session
                        set factor_at = :now, expires_at = greatest(expires_at, least(:expires, created_at + interval '24 hours'))
                        where id = :id and ended_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(ABSOLUTE)))
                .param("id", id)
                .update();
    }

    private void seen(WebSession session, Instant now) {
        jdbc.sql("update identity.web_session set seen_at = :now where id = :id and ended_at is null")
                .param("now", Timestamp.from(now))
                .param("id", session.id())
                .update();
    }

    private static WebSession read(ResultSet row, int number) throws SQLException {
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
