package dev.bastide.testing;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import dev.bastide.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes people with a duty, a second factor and a signed-in browser, each with a login of his own. Inject it. */
public final class TestPeople {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final JdbcClient sql;
    private final Clock clock;
    private final Vault vault;
    /** As the program does: a row without a record in its transaction is captured and alarms. */
    private final Consumer<Runnable> recorded;

    private final Runnable rightsChanged;

    TestPeople(JdbcClient sql, Clock clock, Vault vault, Consumer<Runnable> recorded, Runnable rightsChanged) {
        this.recorded = recorded;
        this.rightsChanged = rightsChanged;
        this.sql = sql;
        this.clock = clock;
        this.vault = vault;
    }

    /** Somebody with this duty, one of {@link dev.bastide.identity.Duty}, and a confirmed authenticator. */
    public Someone with(String duty) {
        Someone someone = newcomer(duty);
        enrol(someone);
        return someone;
    }

    /** Somebody with this duty who has neither password nor second factor yet. */
    public Someone newcomer(String duty) {
        String login = duty + COUNT.incrementAndGet();
        UUID id = UUID.randomUUID();
        Timestamp now = Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MICROS));
        person(id, login, login + "@example.org", id, now);
        duty(new PersonId(id), duty, null);
        recorded.accept(() -> sql.sql("insert into identity.newcomer (person, since, mark) values (?, ?, ?)")
                .params(id, now, vault.mark("identity.newcomer", id, now.toInstant(), null))
                .update());
        byte[] secret = new byte[Totp.SECRET_BYTES];
        new Random(COUNT.get()).nextBytes(secret);
        return new Someone(new PersonId(id), login, secret, this);
    }

    // A human is written down as his own owner.
    private void person(UUID id, String login, String email, UUID owner, Timestamp now) {
        String kind = owner.equals(id) ? "human" : "machine";
        recorded.accept(
                () -> sql.sql("with p as (insert into identity.person (id, name, email, kind, owner, created_at)"
                                + " values (?, ?, ?, ?, nullif(?::uuid, ?::uuid), ?) returning id, created_at)"
                                + " insert into identity.login (name, person, main, created_at)"
                                + " select ?, p.id, true, p.created_at from p")
                        .params(id, "Test " + login, email, kind, owner, id, now, login)
                        .update());
    }

    /** Gives somebody without a duty this one, made by that person, or by nobody. */
    public void duty(PersonId person, String duty, @Nullable PersonId maker) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID by = maker == null ? null : maker.value();
        recorded.accept(() -> sql.sql("""
                        insert into identity.duty_assignment (id, person, duty, started_at, made_by, mark)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .param(id)
                .param(person.value())
                .param(duty)
                .param(Timestamp.from(now))
                .param(by)
                .param(vault.mark("identity.duty_assignment", id, person.value(), duty, now, by))
                .update());
    }

    /** Makes one the deputy of another, as a third does. */
    public void deputy(PersonId person, PersonId deputy, PersonId by) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        recorded.accept(() -> sql.sql(
                        "insert into identity.deputy (id, person, deputy, named_by, from_at, mark) values (?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        person.value(),
                        deputy.value(),
                        by.value(),
                        Timestamp.from(now),
                        vault.mark("identity.deputy", id, person.value(), deputy.value(), by.value(), now))
                .update());
    }

    /** Sends somebody on leave, an hour ago and for an hour more; the leave's id. */
    public UUID leave(PersonId person) {
        UUID id = UUID.randomUUID();
        Instant from = clock.instant().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MICROS);
        Instant to = from.plus(Duration.ofHours(2));
        recorded.accept(() -> sql.sql("""
                        insert into identity.leave (id, person, from_at, to_at, entered_by, mark)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id,
                        person.value(),
                        Timestamp.from(from),
                        Timestamp.from(to),
                        person.value(),
                        vault.mark("identity.leave", id, person.value(), from, to, person.value()))
                .update());
        return id;
    }

    /** Gives a newcomer a confirmed authenticator. */
    public void enrol(Someone someone) {
        Timestamp now = Timestamp.from(clock.instant());
        UUID factor = UUID.randomUUID();
        recorded.accept(() -> sql.sql("""
                        insert into identity.factor (id, person, kind, name, sealed, created_at, confirmed_at)
                        values (?, ?, 'totp', 'Authenticator', ?, ?, ?)
                        """)
                .params(
                        factor,
                        someone.id().value(),
                        vault.seal(someone.secret, "identity.totp:" + factor + ":" + someone.id()),
                        now,
                        now)
                .update());
    }

    /** Somebody with this duty who also holds a role at the root of the tree, granted in founding. */
    public Someone with(String duty, String role) {
        Someone someone = with(duty);
        grantAtRoot(someone.id().value(), someone.id().value(), duty, role);
        return someone;
    }

    /** A machine account that this human answers for, with the right to speak for a directory. */
    public PersonId directory(Someone owner) {
        PersonId machine = machine(owner);
        grantAtRoot(machine.value(), owner.id().value(), "machine", "provisioner");
        return machine;
    }

    /** A machine account that this human answers for, without any right. */
    public PersonId machine(Someone owner) {
        String login = "machine" + COUNT.incrementAndGet();
        UUID id = UUID.randomUUID();
        Timestamp now = Timestamp.from(clock.instant());
        person(id, login, "", owner.id().value(), now);
        duty(new PersonId(id), "machine", null);
        return new PersonId(id);
    }

    private void grantAtRoot(UUID person, UUID owner, String duty, String role) {
        Instant from = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant to = from.plus(Duration.ofDays(60));
        Timestamp now = Timestamp.from(from);
        UUID grant = UUID.randomUUID();
        UUID root = root(new PersonId(owner));
        UUID assignment = assignment(person);
        byte[] mark = vault.mark(
                "access.role_grant", grant, person, role, root, assignment, duty, from, to, null, null, true);
        recorded.accept(() -> sql.sql("""
                        insert into access.role_grant (id, person, role, node, assignment, granted_at, expires_at,
                            founding, reason, mark)
                        values (?, ?, ?, ?, ?, ?, ?, true, 'needed by a test', ?)
                        """)
                .params(grant, person, role, root, assignment, now, Timestamp.from(to), mark)
                .update());
        rightsChanged.run();
    }

    /** The root of the tree, planted for this owner where there is none. */
    public UUID root(PersonId owner) {
        UUID id = UUID.randomUUID();
        byte[] mark = vault.mark("servicetree.node", id, null, "company", owner.value(), "staging", 3, false, null);
        recorded.accept(() -> sql.sql("""
                        insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at, mark)
                        values (?, null, 'company', ?, 'staging', 3, ?, ?)
                        on conflict do nothing
                        """)
                .params(id, owner.value(), Timestamp.from(clock.instant()), mark)
                .update());
        return sql.sql("select id from servicetree.node where parent is null")
                .query(UUID.class)
                .single();
    }

    /** Makes somebody the founder of the first founding, as its link does. */
    public void founder(PersonId person) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        recorded.accept(() -> sql.sql(
                        "insert into identity.founder (period, person, named_at, mark) values (1, ?, ?, ?)")
                .params(person.value(), Timestamp.from(now), vault.mark("identity.founder", 1, person.value(), now))
                .update());
        rightsChanged.run();
    }

    /** Lets two ratify the first founding and closes it, as the program does with the second ratification. */
    public void closeFounding(PersonId one, PersonId two) {
        List.of(one, two).forEach(this::ratify);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        recorded.accept(() -> sql.sql("""
                        update identity.founding_period
                        set ready_at = :now, ready_mark = :ready, closed_at = :now, closed_mark = :closed
                        where ready_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("ready", vault.mark("identity.founding_period.ready", 1, now))
                .param("closed", vault.mark("identity.founding_period.closed", 1, now))
                .update());
        // The founding watch may have ended the powers first.
        recorded.accept(() -> sql.sql(
                        "update identity.founding_period set closed_at = :now, closed_mark = :closed where closed_at is null")
                .param("now", Timestamp.from(now))
                .param("closed", vault.mark("identity.founding_period.closed", 1, now))
                .update());
    }

    private void ratify(PersonId person) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String hash = sql.sql("select identity.founding_list_hash(1)")
                .query(String.class)
                .single();
        recorded.accept(() -> sql.sql("""
                        insert into identity.founding_ratification (period, person, list_hash, evaluation, at, mark)
                        values (1, ?, ?, ?, ?, ?)
                        """)
                .params(
                        person.value(),
                        hash,
                        "read line by line",
                        Timestamp.from(now),
                        vault.mark("identity.founding_ratification", 1, person.value(), hash, "read line by line", now))
                .update());
    }

    private UUID one(String query, UUID person) {
        return sql.sql(query).param(person).query(UUID.class).single();
    }

    /** Signs somebody in and gives the value of the cookie named {@code bastide}. */
    String session(PersonId person, UUID id) {
        String token = "test-" + UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant end = now.plus(Duration.ofHours(12));
        UUID assignment = assignment(person.value());
        String login = sql.sql("select name from identity.login where person = ? and main")
                .param(person.value())
                .query(String.class)
                .single();
        byte[] hash = sha256(token);
        recorded.accept(() -> sql.sql("""
                        insert into identity.web_session (id, token_hash, person, assignment, login, created_at, seen_at,
                            expires_at, factor_at, address, agent, mark)
                        values (:id, :hash, :person, :assignment, :login, :now, :now, :end, :now, '127.0.0.1', 'test',
                            :mark)
                        """)
                .param("id", id)
                .param("hash", hash)
                .param("person", person.value())
                .param("assignment", assignment)
                .param("login", login)
                .param("now", Timestamp.from(now))
                .param("end", Timestamp.from(end))
                .param(
                        "mark",
                        vault.mark("identity.web_session", id, hash, person.value(), assignment, login, now, end, now))
                .update());
        return token;
    }

    /** A signed-in browser of somebody whom others made, with a fresh second factor. */
    public Browser signedIn(PersonId person, int port) {
        return new Browser(port).cookie("bastide", session(person, UUID.randomUUID()));
    }

    /** Gives somebody a token for everything, made as the program makes them, and answers its secret. */
    public String token(PersonId person) {
        return token(person, "all");
    }

    /** Gives somebody a token with these scopes for 300 days, made as the program makes them. */
    public String token(PersonId person, String... scopes) {
        String secret = "bst_" + UUID.randomUUID();
        UUID id = UUID.randomUUID();
        byte[] hash = sha256(secret);
        UUID assignment = assignment(person.value());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant end = now.plus(Duration.ofDays(300));
        recorded.accept(() -> sql.sql("""
                        insert into identity.api_token (id, token_hash, person, assignment, name, scopes, created_at,
                            expires_at, mark)
                        values (?, ?, ?, ?, 'test', ?, ?, ?, ?)
                        """)
                .params(
                        id,
                        hash,
                        person.value(),
                        assignment,
                        scopes,
                        Timestamp.from(now),
                        Timestamp.from(end),
                        vault.mark(
                                "identity.api_token", id, hash, person.value(), assignment, List.of(scopes), now, end))
                .update());
        return secret;
    }

    private UUID assignment(UUID person) {
        return one("select id from identity.duty_assignment where person = ? and ended_at is null", person);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A person made for a test. */
    public static final class Someone {
        private final PersonId id;
        private final String login;
        private final byte[] secret;
        private final TestPeople people;
        private final UUID session = UUID.randomUUID();

        private Someone(PersonId id, String login, byte[] secret, TestPeople people) {
            this.id = id;
            this.login = login;
            this.secret = secret;
            this.people = people;
        }

        public PersonId id() {
            return id;
        }

        public String login() {
            return login;
        }

        /** The secret of the authenticator. */
        public String secretBase32() {
            return Base32.encode(secret);
        }

        /** What the authenticator shows so many steps of 30 seconds from now; each code is accepted once. */
        public String code(int stepsAhead) {
            return Totp.code(secret, Totp.stepAt(people.clock.instant()) + stepsAhead, 6);
        }

        /** The person at the console, without a session. */
        public Actor actor() {
            return new Actor(
                    Actor.Kind.PERSON, id, login, "Test " + login, "-", "127.0.0.1", AccessMethod.CONSOLE, null);
        }

        /** The person in one more browser at this port, as fresh as the first. */
        public Browser again(int port) {
            return new Browser(port).cookie("bastide", people.session(id, UUID.randomUUID()));
        }

        /** The person in a signed-in browser at this port, with a fresh second factor. */
        public Browser browser(int port) {
            return new Browser(port).cookie("bastide", people.session(id, session));
        }
    }
}
