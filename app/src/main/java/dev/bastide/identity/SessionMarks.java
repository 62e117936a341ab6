package dev.bastide.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The marks of web sessions: whose a session is, under which secret, until when, and when its second factor was last
 * shown are what this program wrote, or there is no such session.
 */
@Component
public class SessionMarks {
    private static final String TABLE = "identity.web_session";

    /** The columns, of the session {@code s}, that {@link #isOurs} reads. */
    public static final String COLUMNS = """
            s.id, s.token_hash, s.person, s.assignment, s.login, s.created_at, s.expires_at, s.factor_at, s.mark""";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    SessionMarks(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** What of a session decides. Instants are cut to microseconds, as the database keeps them. */
    public record Deciding(
            UUID id,
            byte[] tokenHash,
            UUID person,
            UUID assignment,
            String login,
            Instant created,
            Instant expires,
            @Nullable Instant factorAt) {
        public Deciding {
            created = created.truncatedTo(ChronoUnit.MICROS);
            expires = expires.truncatedTo(ChronoUnit.MICROS);
            factorAt = factorAt == null ? null : factorAt.truncatedTo(ChronoUnit.MICROS);
        }

        private @Nullable Object[] parts() {
            return new @Nullable Object[] {id, tokenHash, person, assignment, login, created, expires, factorAt};
        }
    }

    /** The mark of a session about to be written. */
    public byte[] of(Deciding session) {
        return marks.of(TABLE, session.parts());
    }

    /** Whether this program wrote the session in this row, of which {@link #COLUMNS} were read. */
    public boolean isOurs(ResultSet row) throws SQLException {
        Deciding session = read(row);
        return marks.isOurs(TABLE, session.id(), row.getBytes("mark"), session.parts());
    }

    /** The session with this id that has not ended, if this program wrote it. */
    public Optional<Deciding> living(UUID id) {
        return jdbc
                .sql("select " + COLUMNS + " from identity.web_session s where s.id = ? and s.ended_at is null")
                .param(id)
                .query((row, number) -> isOurs(row) ? Optional.of(read(row)) : Optional.<Deciding>empty())
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Notes, in the row and in its mark, that the second factor was shown at this moment, and when the session ends. */
    public void factorShown(Deciding session, Instant now, Instant expires) {
        Deciding next = new Deciding(
                session.id(),
                session.tokenHash(),
                session.person(),
                session.assignment(),
                session.login(),
                session.created(),
                expires,
                now);
        jdbc.sql("""
                        update identity.web_session set factor_at = :now, expires_at = :expires, mark = :mark
                        where id = :id and ended_at is null
                        """)
                .param("now", Timestamp.from(now.truncatedTo(ChronoUnit.MICROS)))
                .param("expires", Timestamp.from(next.expires()))
                .param("mark", of(next))
                .param("id", session.id())
                .update();
    }

    private static Deciding read(ResultSet row) throws SQLException {
        @Nullable Timestamp factor = row.getTimestamp("factor_at");
        return new Deciding(
                row.getObject("id", UUID.class),
                row.getBytes("token_hash"),
                row.getObject("person", UUID.class),
                row.getObject("assignment", UUID.class),
                row.getString("login"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                factor == null ? null : factor.toInstant());
    }
}
