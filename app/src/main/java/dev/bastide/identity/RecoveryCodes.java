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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Codes on paper for the day the authenticator is lost. Each has 80 random bits, so that a plain hash keeps it; each
 * works once.
 */
@Component
class RecoveryCodes {
    static final int COUNT = 10;

    private static final String TABLE = "identity.recovery_code";
    private static final int BYTES = 10;
    private static final int GROUP = 4;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random;
    private final RowMarks marks;

    RecoveryCodes(JdbcClient jdbc, Clock clock, SecureRandom random, RowMarks marks) {
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    /** Makes a fresh set and forgets the unused ones of before; shown once, never again. */
    List<String> renew(PersonId person) {
        jdbc.sql("delete from identity.recovery_code where person = ? and used_at is null")
                .param(person.value())
                .update();
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            String text = Base32.encode(bytes).toLowerCase(Locale.ROOT);
            byte[] hash = hash(person, text);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            jdbc.sql("""
                            insert into identity.recovery_code (hash, person, created_at, mark)
                            values (:hash, :person, :now, :mark)
                            """)
                    .param("hash", hash)
                    .param("person", person.value())
                    .param("now", Timestamp.from(now))
                    .param("mark", marks.of(TABLE, hash, person.value(), now))
                    .update();
            codes.add(grouped(text));
        }
        return codes;
    }

    /** Uses a code up. False when it is none of this person's unused ones. */
    boolean use(PersonId person, String code) {
        byte[] hash = hash(person, code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT));
        if (unused(person).stream().noneMatch(ours -> Arrays.equals(ours, hash))) {
            return false;
        }
        return jdbc.sql("""
                        update identity.recovery_code set used_at = :now
                        where hash = :hash and person = :person and used_at is null
                        """)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("hash", hash)
                        .param("person", person.value())
                        .update()
                == 1;
    }

    /** How many codes are left. */
    int left(PersonId person) {
        return unused(person).size();
    }

    /** The hashes of the person's unused codes, as far as this program wrote them. */
    private List<byte[]> unused(PersonId person) {
        List<byte[]> hashes = new ArrayList<>();
        jdbc.sql("select hash, created_at, mark from identity.recovery_code where person = ? and used_at is null")
                .param(person.value())
                .query(row -> {
                    byte[] hash = row.getBytes("hash");
                    Instant made = row.getTimestamp("created_at").toInstant();
                    // Its hash is no secret to whoever could write it, yet the person it is for says enough.
                    if (marks.isOurs(TABLE, "of " + person, row.getBytes("mark"), hash, person.value(), made)) {
                        hashes.add(hash);
                    }
                });
        return hashes;
    }

    private static String grouped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i += GROUP) {
            out.append(i == 0 ? "" : "-").append(text, i, Math.min(i + GROUP, text.length()));
        }
        return out.toString();
    }

    private static byte[] hash(PersonId person, String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((person + ":" + text).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
