package dev.bastide.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts refused attempts by account and by source; too many of either close that account or that source for a while.
 * By account alone one guesser tries many accounts, by source alone many sources try one. Source: CVE-2023-46123.
 */
@Component
public class Attempts {
    /** Refused attempts after which an account is closed to everybody. */
    public static final int PER_ACCOUNT = 8;

    /** Refused attempts after which a source is closed for every account. */
    public static final int PER_SOURCE = 40;

    /** How far back attempts count, and so how long a lock lasts at most after the last one. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate own;

    Attempts(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Whether the account or the source has been refused too often lately. */
    public boolean locked(String account, String source) {
        return jdbc.sql("""
                        select (select count(*) from identity.sign_in_failure where account = :account and at > :since) >= :a
                            or (select count(*) from identity.sign_in_failure where source = :source and at > :since) >= :s
                        """)
                .param("account", hash(account))
                .param("source", source)
                .param("since", Timestamp.from(clock.instant().minus(WINDOW)))
                .param("a", PER_ACCOUNT)
                .param("s", PER_SOURCE)
                .query(Boolean.class)
                .single();
    }

    /** Counts a refused attempt, whatever becomes of the caller's transaction. */
    public void failed(String account, String source) {
        Timestamp now = Timestamp.from(clock.instant());
        own.executeWithoutResult(status -> jdbc.sql(
                        "insert into identity.sign_in_failure (account, source, at) values (:account, :source, :at)")
                .param("account", hash(account))
                .param("source", source)
                .param("at", now)
                .update());
    }

    /** Forgets the account's refused attempts after it proved itself; the source's other attempts still count. */
    public void succeeded(String account) {
        jdbc.sql("delete from identity.sign_in_failure where account = ?")
                .param(hash(account))
                .update();
    }

    /** Forgets attempts that no longer count. */
    public void tidy() {
        jdbc.sql("delete from identity.sign_in_failure where at < ?")
                .param(Timestamp.from(clock.instant().minus(WINDOW)))
                .update();
    }

    private static byte[] hash(String account) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(account.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
