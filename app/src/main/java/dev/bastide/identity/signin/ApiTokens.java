package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.Founding;
import dev.bastide.identity.RowMarks;
import java.security.MessageDigest;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tokens for programs: scoped, with an end, shown once, stored as a hash, and tied to the duty assignment they were made
 * under. Source: seed 000 s2.2 (A53).
 */
@Service
class ApiTokens {
    /** What every token begins with, so that people and scanners recognise one. */
    static final String PREFIX = "bst_";

    /** Longest life of a token. */
    static final int DAYS_MAX = 365;

    /** How many a machine account has that count: one at work, and one that takes its place. */
    static final int OF_A_MACHINE_MAX = 2;

    private static final String TABLE = "identity.api_token";
    private static final String SELECT = """
            select t.id, t.token_hash, t.person, t.assignment, t.name, t.scopes, t.created_at, t.expires_at,
                t.first_used_at, t.last_used_at, t.mark
            """;

    private static final int CHOSEN_DAYS = 90;
    private static final Pattern CHOSEN = Pattern.compile("bst_[a-zA-Z0-9]{32,128}");
    private static final int NAME_CHARACTERS = 80;
    private static final int SCOPES_MAX = 100;
    private static final Duration USED_STEP = Duration.ofMinutes(1);
    private static final Pattern SCOPE = Pattern.compile("all|self|[a-z][a-z-]{0,30}\\.[a-z][a-z-]{0,30}");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Duties duties;
    private final Founding founding;
    private final RowMarks marks;

    ApiTokens(
            JdbcClient jdbc,
            Clock clock,
            Secrets secrets,
            AuditLog audit,
            Duties duties,
            Founding founding,
            RowMarks marks) {
        this.founding = founding;
        this.duties = duties;
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
        this.secrets = secrets;
        this.audit = audit;
    }

    /** What is wanted of a new token. */
    record Wanted(String name, List<String> scopes, int days) {
        Wanted {
            scopes = List.copyOf(scopes);
        }
    }

    /** A token that was just made; the secret is never shown again. */
    record Made(UUID id, String secret, Instant expires) {}

    /** Makes a token for a person who has proved who he is. Throws {@link ActRefused} when what is wanted is wrong. */
    @Transactional
    public Made make(Actor actor, PersonId person, Wanted wanted) {
        return keep(actor, person, wanted, PREFIX + secrets.fresh());
    }

    /**
     * Keeps a token whose secret the set-up file's author chose. Throws {@link IllegalArgumentException} with a message
     * key when it is too short to be one.
     */
    void found(Actor actor, PersonId person, String secret) {
        if (!CHOSEN.matcher(secret).matches()) {
            throw new IllegalArgumentException("identity.setup.token");
        }
        keep(actor, person, new Wanted("set-up file", List.of("all"), CHOSEN_DAYS), secret);
    }

    private Made keep(Actor actor, PersonId person, Wanted wanted, String secret) {
        String name = wanted.name().strip();
        boolean good = !name.isEmpty()
                && name.length() <= NAME_CHARACTERS
                && wanted.days() >= 1
                && wanted.days() <= DAYS_MAX
                && !wanted.scopes().isEmpty()
                && wanted.scopes().size() <= SCOPES_MAX
                && wanted.scopes().stream()
                        .allMatch(scope -> SCOPE.matcher(scope).matches());
        if (!good) {
            throw new ActRefused(Reason.of("identity.token.bad", "", "/me/tokens", Integer.toString(DAYS_MAX)));
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expires = now.plus(Duration.ofDays(wanted.days()));
        UUID assignment = duties.current(person)
                .map(duty -> duty.id().value())
                .orElseThrow(() -> new ActRefused(Reason.of("identity.person.disabled", "A53", "/people")));
        requireRoom(person);
        byte[] hash = Secrets.hash(secret);
        jdbc.sql("""
                        insert into identity.api_token (id, token_hash, person, assignment, name, scopes, created_at,
                            expires_at, mark)
                        values (:id, :hash, :person, :assignment, :name, :scopes, :now, :expires, :mark)
                        """)
                .param("id", id)
                .param("hash", hash)
                .param("person", person.value())
                .param("assignment", assignment)
                .param("name", name)
                .param("scopes", wanted.scopes().toArray(String[]::new))
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(expires))
                .param("mark", marks.of(TABLE, id, hash, person.value(), assignment, wanted.scopes(), now, expires))
                .update();
        String scopes = String.join(" ", wanted.scopes());
        if (!person.equals(actor.person())) {
            founding.note(
                    actor,
                    "token of " + person + ": " + name + " with scopes " + scopes + ", until "
                            + LocalDate.ofInstant(expires, ZoneOffset.UTC));
        }
        audit.append(AuditRecord.of(
                        now,
                        actor,
                        Tag.IDENTITY,
                        "token.add",
                        whose(actor, person) + name + " with scopes " + scopes + " until " + expires,
                        Result.DONE)
                .object("token", id));
        return new Made(id, secret, expires);
    }

    private void requireRoom(PersonId person) {
        // The account is held until the transaction ends: two made at once are counted one by one.
        jdbc.sql("select id from identity.person where id = ? and kind = 'machine' for no key update")
                .param(person.value())
                .query(UUID.class)
                .optional();
        if (full(person)) {
            throw new ActRefused(
                    Reason.of("identity.token.full", "A53", "/me/tokens", Integer.toString(OF_A_MACHINE_MAX)));
        }
    }

    /** Whether this is a machine account with as many tokens as it may have, whatever they are for. */
    boolean full(PersonId person) {
        return jdbc.sql("""
                        select count(*) from identity.api_token t
                        join identity.person p on p.id = t.person and p.kind = 'machine'
                        where t.person = :person and t.revoked_at is null and t.expires_at > :now
                        """)
                        .param("person", person.value())
                        .param("now", Timestamp.from(clock.instant()))
                        .query(Long.class)
                        .single()
                >= OF_A_MACHINE_MAX;
    }

    private static String whose(Actor actor, PersonId person) {
        return person.equals(actor.person()) ? "" : "for the account " + person + ": ";
    }

    /**
     * The token with this secret, if it is neither revoked nor expired and its duty still stands; a machine's counts only
     * while somebody active answers for it.
     */
    Optional<ApiToken> bySecret(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        byte[] hash = Secrets.hash(secret);
        Optional<ApiToken> found = ours(
                        jdbc.sql(SELECT + """
                        from identity.api_token t
                        join identity.duty_assignment a on a.id = t.assignment and a.ended_at is null
                        join identity.person p on p.id = t.person and p.disabled_at is null
                        where t.token_hash = :hash and t.revoked_at is null and t.expires_at > :now
                            and (p.owner is null or exists (select 1 from identity.person o
                                where o.id = p.owner and o.disabled_at is null))
                        """).param("hash", hash).param("now", Timestamp.from(now)),
                        row -> MessageDigest.isEqual(hash, row.getBytes("token_hash")))
                .stream()
                .filter(token -> token.expires().isAfter(now))
                .findFirst();
        found.filter(token -> token.lastUsed() == null || token.lastUsed().isBefore(now.minus(USED_STEP)))
                .ifPresent(token -> used(token, now));
        return found;
    }

    /** The person's tokens that still work, newest first. */
    List<ApiToken> of(PersonId person) {
        return ours(
                jdbc.sql(SELECT + """
                        from identity.api_token t
                        where t.person = :person and t.revoked_at is null and t.expires_at > :now
                        order by t.created_at desc
                        """).param("person", person.value()).param("now", Timestamp.from(clock.instant())),
                row -> person.value().equals(row.getObject("person", UUID.class)));
    }

    private List<ApiToken> ours(JdbcClient.StatementSpec query, RowMarks.Asked asked) {
        List<ApiToken> tokens = new ArrayList<>();
        query.query(row -> {
            ApiToken token = read(row);
            boolean ours = marks.isOurs(
                    TABLE,
                    token.id(),
                    row.getBytes("mark"),
                    token.id(),
                    row.getBytes("token_hash"),
                    token.person().value(),
                    row.getObject("assignment", UUID.class),
                    token.scopes(),
                    token.created(),
                    token.expires());
            if (asked.isThis(row) && ours) {
                tokens.add(token);
            }
        });
        return tokens;
    }

    /**
     * Revokes one of the person's tokens, or one of a machine account he answers for. False when it was revoked already or
     * is not his.
     */
    @Transactional
    public boolean revoke(Actor actor, PersonId person, UUID id) {
        Instant now = clock.instant();
        Optional<PersonId> whose = jdbc.sql("""
                        update identity.api_token set revoked_at = :now
                        where id = :id and revoked_at is null
                            and (person = :person
                                or person in (select m.id from identity.person m where m.owner = :person))
                        returning person
                        """)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .param("person", person.value())
                .query(UUID.class)
                .optional()
                .map(PersonId::new);
        whose.ifPresent(of -> audit.append(
                AuditRecord.of(now, actor, Tag.IDENTITY, "token.revoke", whose(actor, of) + "revoked", Result.DONE)
                        .object("token", id)));
        return whose.isPresent();
    }

    private void used(ApiToken token, Instant now) {
        jdbc.sql("""
                        update identity.api_token
                        set last_used_at = :now, first_used_at = coalesce(first_used_at, :now)
                        where id = :id
                        """).param("now", Timestamp.from(now)).param("id", token.id()).update();
    }

    private static ApiToken read(ResultSet row) throws SQLException {
        @Nullable Timestamp first = row.getTimestamp("first_used_at");
        @Nullable Timestamp used = row.getTimestamp("last_used_at");
        Array scopes = row.getArray("scopes");
        return new ApiToken(
                row.getObject("id", UUID.class),
                new PersonId(row.getObject("person", UUID.class)),
                row.getString("name"),
                List.of((String[]) scopes.getArray()),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                first == null ? null : first.toInstant(),
                used == null ? null : used.toInstant());
    }
}
