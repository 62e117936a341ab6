package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.factor.Base32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The one-time link that makes the first administrator. Only the hash of the newest one is kept, with the program's mark;
 * it ends when it is used, when a newer one is made, and when a set-up file names the people instead.
 */
@Service
public class FirstAdministrator {
    /** Console path before the secret part. */
    public static final String PATH = "/first-administrator/";

    private static final int BYTES = 20;
    private static final String TABLE = "identity.first_administrator_link";

    private final JdbcClient jdbc;
    private final FoundingRows rows;
    private final RowMarks marks;
    private final Clock clock;
    private final SecureRandom random;
    private final ApplicationEventPublisher events;

    FirstAdministrator(
            JdbcClient jdbc,
            FoundingRows rows,
            RowMarks marks,
            Clock clock,
            SecureRandom random,
            ApplicationEventPublisher events) {
        this.events = events;
        this.jdbc = jdbc;
        this.rows = rows;
        this.marks = marks;
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
        byte[] hash = hash(token);
        int period = rows.now().period();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        insert into identity.first_administrator_link (token_hash, period, created_at, mark)
                        values (?, ?, ?, ?)
                        """)
                .params(hash, period, Timestamp.from(now), marks.of(TABLE, hash, period, now))
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

    /** Whether this is the secret part of a link that still works: one of this program, for the founding that is open. */
    public boolean opens(String token) {
        byte[] hash = hash(token);
        return jdbc.sql("""
                        select period, created_at, mark from identity.first_administrator_link l
                        where token_hash = ? and ended_at is null
                            and not exists (select 1 from identity.founder f where f.period = l.period)
                        """)
                .param(hash)
                .query((row, number) -> {
                    int period = row.getInt("period");
                    Instant made = row.getTimestamp("created_at").toInstant();
                    return marks.isOurs(TABLE, "of " + made, row.getBytes("mark"), hash, period, made)
                            && isOpen(period);
                })
                .optional()
                .orElse(false);
    }

    /** Uses a link up in the caller's transaction; of two racing uses one gets false. */
    public boolean use(String token) {
        return opens(token)
                && jdbc.sql("""
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
        rows.name(person, clock.instant());
        events.publishEvent(new FounderNamed(person));
    }

    // Without the master key nothing can be marked, and nobody could enrol a factor either.
    private boolean wanted() {
        if (!rows.readable()) {
            return false;
        }
        FoundingRows.Stands stands = rows.now();
        return stands.open()
                && jdbc.sql("""
                                select not exists (select 1 from identity.founder f where f.period = :period)
                                    and (:period > 1 or not exists (select 1 from identity.person))
                                """)
                        .param("period", stands.period())
                        .query(Boolean.class)
                        .single();
    }

    private boolean isOpen(int period) {
        FoundingRows.Stands stands = rows.now();
        return stands.open() && stands.period() == period;
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
