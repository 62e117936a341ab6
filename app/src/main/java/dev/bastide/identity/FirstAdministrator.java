package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.factor.Base32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The one-time link that makes the first administrator. Only the hash of the newest one is kept; it ends when it is
 * used, when a newer one is made, and when a set-up file names the people instead.
 */
@Service
public class FirstAdministrator {
    /** Console path before the secret part. */
    public static final String PATH = "/first-administrator/";

    private static final int BYTES = 20;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random;
    private final ApplicationEventPublisher events;

    FirstAdministrator(JdbcClient jdbc, Clock clock, SecureRandom random, ApplicationEventPublisher events) {
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A fresh one-time path, such as {@code /first-administrator/…}, to be printed after the console's own address;
     * empty once there is a founder or founding is closed. Links made before it end.
     */
    @Transactional
    public Optional<String> link() {
        if (!wanted()) {
            return Optional.empty();
        }
        end();
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base32.encode(bytes).toLowerCase(Locale.ROOT);
        jdbc.sql("""
                        insert into identity.first_administrator_link (token_hash, period, created_at)
                        select :hash, p.number, :now from identity.founding_period p where p.closed_at is null
                        """)
                .param("hash", hash(token))
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return Optional.of(PATH + token);
    }

    /** Ends every link, because a set-up file has named the people. */
    @Transactional
    public void end() {
        jdbc.sql("update identity.first_administrator_link set ended_at = :now where ended_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** Whether this is the secret part of a link that still works. */
    public boolean opens(String token) {
        return jdbc.sql("""
                        select exists (select 1 from identity.first_administrator_link
                            where token_hash = ? and ended_at is null)
                        """).param(hash(token)).query(Boolean.class).single();
    }

    /** Uses a link up in the caller's transaction; of two racing uses one gets false. */
    public boolean use(String token) {
        return jdbc.sql("""
                        update identity.first_administrator_link set ended_at = :now
                        where token_hash = :hash and ended_at is null
                        """)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("hash", hash(token))
                        .update()
                == 1;
    }

    /** Writes down who the founder of the open founding is; there is one for each. */
    public void name(PersonId person) {
        jdbc.sql("""
                        insert into identity.founder (period, person, named_at)
                        select p.number, :person, :now from identity.founding_period p where p.closed_at is null
                        """)
                .param("person", person.value())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        events.publishEvent(new FounderNamed(person));
    }

    private boolean wanted() {
        return jdbc.sql("""
                        select exists (select 1 from identity.founding_period p
                            where p.closed_at is null
                                and not exists (select 1 from identity.founder f where f.period = p.number)
                                and (p.number > 1 or not exists (select 1 from identity.person)))
                        """).query(Boolean.class).single();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
