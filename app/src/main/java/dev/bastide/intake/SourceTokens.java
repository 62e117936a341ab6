package dev.bastide.intake;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.BadInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a sender of HTTP or OTLP shows. It opens nothing but the door of its one source, ends after a year, is shown once and
 * kept as a hash; a source has two at most, one at work and one that takes its place.
 */
@Service
public class SourceTokens {
    /** What every such token begins with, so that people and scanners recognise one. */
    static final String PREFIX = "bsi_";

    /** So many of a source count at a time. */
    static final int LIVE_MAX = 2;

    private static final String TABLE = "intake.token";
    private static final Duration LIFE = Duration.ofDays(365);
    private static final int BYTES = 24;
    private static final Pattern FORM = Pattern.compile("bsi_[0-9a-f]{" + 2 * BYTES + "}");
    private static final String SELECT =
            "select id, source, hash, made_at, expires_at, mark from intake.token where revoked_at is null ";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final AuditLog audit;
    private final SecureRandom random;
    private final Clock clock;

    SourceTokens(JdbcClient jdbc, RowMarks marks, AuditLog audit, SecureRandom random, Clock clock) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /** A token as a page shows it: never its secret. */
    record Token(UUID id, UUID source, byte[] hash, Instant madeAt, Instant expiresAt) {}

    /** One that was just made; the secret is shown this once. */
    record Made(UUID id, String secret, Instant expiresAt) {}

    /** Makes one; who may is decided before. Throws {@link BadInput} where the source has as many as it may. */
    @Transactional
    Made make(Actor actor, Source source) {
        // Two made at once are counted one by one.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('intake.token ' || ?, 0))")
                .param(source.id().toString())
                .query((row, number) -> 1)
                .list();
        if (source.kind().isSyslog()) {
            throw BadInput.in("", "intake.token.none-for-syslog");
        }
        if (of(source).size() >= LIVE_MAX) {
            throw BadInput.in("", "intake.token.full", Integer.toString(LIVE_MAX));
        }
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String shown = PREFIX + HexFormat.of().formatHex(secret);
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Token token = new Token(id, source.id(), hash(shown), now, now.plus(LIFE));
        jdbc.sql("""
                insert into intake.token (id, source, hash, made_by, made_at, expires_at, mark)
                values (?, ?, ?, ?, ?, ?, ?)
                """)
                .params(
                        id,
                        source.id(),
                        token.hash(),
                        actor.requirePerson().value(),
                        SourceRows.utc(now),
                        SourceRows.utc(token.expiresAt()),
                        marks.of(TABLE, deciding(token)))
                .update();
        record(
                actor,
                "intake.token",
                "A token for the source " + source.name() + " until " + token.expiresAt(),
                source);
        return new Made(id, shown, token.expiresAt());
    }

    /** Revokes one at once; false when it was already, or is not of this source. */
    @Transactional
    boolean revoke(Actor actor, Source source, UUID id) {
        boolean revoked = jdbc.sql("""
                        update intake.token set revoked_at = :now, revoked_by = :by
                        where id = :id and source = :source and revoked_at is null
                        """)
                        .param("now", SourceRows.utc(clock.instant()))
                        .param("by", actor.requirePerson().value())
                        .param("id", id)
                        .param("source", source.id())
                        .update()
                == 1;
        if (revoked) {
            record(actor, "intake.revoke-token", "The token " + id + " of the source " + source.name(), source);
        }
        return revoked;
    }

    /** The tokens of a source that count now, newest first. */
    List<Token> of(Source source) {
        return live(jdbc.sql(SELECT + "and source = ? order by made_at desc").param(source.id())).stream()
                .filter(token -> token.source().equals(source.id()))
                .toList();
    }

    /** Which source this secret is of; nothing when it is no token, or none that counts. */
    public Optional<UUID> sourceOf(String secret) {
        if (!FORM.matcher(secret).matches()) {
            return Optional.empty();
        }
        byte[] hash = hash(secret);
        return live(jdbc.sql(SELECT + "and hash = ?").param(hash)).stream()
                .filter(token -> MessageDigest.isEqual(hash, token.hash()))
                .map(Token::source)
                .findFirst();
    }

    private List<Token> live(JdbcClient.StatementSpec asked) {
        Instant now = clock.instant();
        List<Token> found = new ArrayList<>();
        asked.query(row -> {
            Token token = read(row);
            if (token.expiresAt().isAfter(now)
                    && marks.isOurs(TABLE, token.id(), row.getBytes("mark"), deciding(token))) {
                found.add(token);
            }
        });
        return found;
    }

    private void record(Actor actor, String operation, String content, Source source) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, operation, content, Result.DONE)
                .object("source", source.name()));
    }

    private static Token read(ResultSet row) throws SQLException {
        return new Token(
                row.getObject("id", UUID.class),
                row.getObject("source", UUID.class),
                row.getBytes("hash"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    private static Object[] deciding(Token token) {
        return new Object[] {token.id(), token.source(), token.hash(), token.madeAt(), token.expiresAt()};
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
