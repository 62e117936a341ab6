package dev.bastide.identity.passkey;

import dev.bastide.job.Jobs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What browsers are asked to sign. Each is good once, for a short time, for one purpose and for the session or browser it
 * was given to; it is used up by being shown, whether or not what was signed is accepted.
 */
@Component
class Challenges {
    /** How long somebody may take with the authenticator. */
    static final Duration OPEN_FOR = Duration.ofMinutes(3);

    /** Open challenges of sign-in that one source may have at once, so that a stranger cannot fill the table. */
    static final int PER_SOURCE = 100;

    private static final int BYTES = 32;
    private static final Duration TIDY_EVERY = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random;
    private final TransactionTemplate own;

    Challenges(JdbcClient jdbc, Clock clock, SecureRandom random, PlatformTransactionManager transactions, Jobs jobs) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        jobs.every("identity.passkey-challenges", TIDY_EVERY, this::tidy);
    }

    enum Purpose {
        ENROL,
        CONFIRM,
        SIGN_IN;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whom a challenge is for: a web session, or before there is one, the browser with this secret. */
    record Holder(@Nullable UUID session, byte @Nullable [] browser) {
        static Holder session(UUID id) {
            return new Holder(id, null);
        }

        static Holder browser(String secret) {
            return new Holder(null, hash(secret));
        }
    }

    /** Gives a fresh challenge; empty when the source has too many open ones. */
    Optional<byte[]> give(Purpose purpose, Holder holder, String source) {
        Instant now = clock.instant();
        if (purpose == Purpose.SIGN_IN && open(source, now) >= PER_SOURCE) {
            return Optional.empty();
        }
        byte[] challenge = new byte[BYTES];
        random.nextBytes(challenge);
        jdbc.sql("""
                        insert into identity.passkey_challenge (challenge, purpose, session, browser, source, created_at,
                            expires_at)
                        values (:challenge, :purpose, :session, :browser, :source, :now, :expires)
                        """)
                .param("challenge", challenge)
                .param("purpose", purpose.word())
                .param("session", holder.session(), Types.OTHER)
                .param("browser", holder.browser(), Types.BINARY)
                .param("source", source)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(OPEN_FOR)))
                .update();
        return Optional.of(challenge);
    }

    /** Uses the challenge up. False when it is unknown, used, over, or was given to another or for something else. */
    boolean take(byte[] challenge, Purpose purpose, Holder holder) {
        return Boolean.TRUE.equals(own.execute(status -> jdbc.sql("""
                        update identity.passkey_challenge set used_at = :now
                        where challenge = :challenge and purpose = :purpose and used_at is null and expires_at > :now
                            and session is not distinct from :session and browser is not distinct from :browser
                        """)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("challenge", challenge)
                        .param("purpose", purpose.word())
                        .param("session", holder.session(), Types.OTHER)
                        .param("browser", holder.browser(), Types.BINARY)
                        .update()
                == 1));
    }

    private int open(String source, Instant now) {
        return jdbc.sql("""
                        select count(*) from identity.passkey_challenge
                        where source = :source and purpose = 'sign-in' and used_at is null and expires_at > :now
                        """)
                .param("source", source)
                .param("now", Timestamp.from(now))
                .query(Integer.class)
                .single();
    }

    private void tidy() {
        jdbc.sql("delete from identity.passkey_challenge where expires_at < ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
