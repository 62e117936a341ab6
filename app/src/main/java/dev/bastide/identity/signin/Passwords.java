package dev.bastide.identity.signin;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Arrivals;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.RowMarks;
import dev.bastide.identity.factor.WeakPasswords;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Keeps passwords as Argon2id hashes and refuses weak ones. A login without password costs the same time as one with, so
 * that the answer's time tells nothing.
 */
@Component
class Passwords {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;

    /** Each hash takes 19 MiB, so that a burst of sign-ins must not take the heap. */
    private static final int AT_ONCE = 4;

    private static final String TABLE = "identity.password";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final People people;
    private final RowMarks marks;
    private final Arrivals arrivals;
    private final WeakPasswords weak = WeakPasswords.load();
    private final Argon2PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    private final String nobodysHash = argon2.encode("nobody signs in with this");
    private final Semaphore atOnce = new Semaphore(AT_ONCE, true);

    Passwords(JdbcClient jdbc, Clock clock, People people, RowMarks marks, Arrivals arrivals) {
        this.arrivals = arrivals;
        this.people = people;
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The message key of why this password is refused for this person, empty when it is good. */
    Optional<String> whyWeak(String password, String login, String name, String email) {
        return weak.whyWeak(password, List.of(login, name, email));
    }

    /** The message key of why this password is refused for this person, empty when it is good. */
    Optional<String> whyWeak(String password, Person person, List<String> logins) {
        List<String> known = new ArrayList<>(logins);
        known.add(person.name());
        known.add(person.email());
        return weak.whyWeak(password, known);
    }

    /** Whether this is the login's password. */
    boolean matches(String login, String password) {
        Optional<String> stored = stored(login.strip().toLowerCase(Locale.ROOT));
        boolean right = password.length() <= WeakPasswords.CHARACTERS_MAX * 4
                && hashMatches(password, stored.orElse(nobodysHash));
        return right && stored.isPresent();
    }

    /** Sets the login's password, which has been judged before. */
    void set(String login, String password) {
        atOnce.acquireUninterruptibly();
        String hash;
        try {
            hash = argon2.encode(password);
        } finally {
            atOnce.release();
        }
        Instant set = notBefore(login, clock.instant().truncatedTo(ChronoUnit.MICROS));
        PersonId person = people.byLogin(login)
                .orElseThrow(() -> new IllegalArgumentException("no login " + login))
                .id();
        jdbc.sql("""
                        insert into identity.password (login, hash, set_at, mark) values (:login, :hash, :now, :mark)
                        on conflict (login) do update
                        set hash = excluded.hash, set_at = excluded.set_at, mark = excluded.mark
                        """)
                .param("login", login)
                .param("hash", hash)
                .param("now", Timestamp.from(set))
                .param("mark", marks.of(TABLE, login, person.value(), hash, set))
                .update();
        arrivals.cameIn(person);
    }

    // The database takes no password from before the last one; a clock that was put back must not lock anybody out.
    private Instant notBefore(String login, Instant now) {
        return jdbc.sql("select set_at from identity.password where login = ?")
                .param(login)
                .query((row, number) -> row.getTimestamp("set_at").toInstant())
                .optional()
                .filter(last -> last.isAfter(now))
                .orElse(now);
    }

    // The person belongs to it: a login that was led to somebody else has no password there.
    private Optional<String> stored(String login) {
        List<String> hashes = new ArrayList<>();
        jdbc.sql("""
                        select w.hash, w.set_at, w.mark, l.person from identity.password w
                        join identity.login l on l.name = w.login
                        where w.login = ?
                        """).param(login).query(row -> {
            String hash = row.getString("hash");
            UUID person = row.getObject("person", UUID.class);
            Instant set = row.getTimestamp("set_at").toInstant();
            if (marks.isOurs(TABLE, login, row.getBytes("mark"), login, person, hash, set)) {
                hashes.add(hash);
            }
        });
        return hashes.stream().findFirst();
    }

    private boolean hashMatches(String password, String hash) {
        atOnce.acquireUninterruptibly();
        try {
            return argon2.matches(password, hash);
        } finally {
            atOnce.release();
        }
    }
}
