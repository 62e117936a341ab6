package dev.bastide.audit.sequencer;

import dev.bastide.audit.KeyUse;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.log.NoteSigner;
import dev.bastide.audit.log.Salts;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.vault.DataKey;
import dev.bastide.vault.SealBroken;
import dev.bastide.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The keys of the log. The one that signs is a seed of its own, sealed by the vault and not derived from the master key:
 * whoever replaces that one does not sign, and the other way round. The keys of the salts each serve a part of the log,
 * and their destruction makes its hashes mute.
 */
@Component
class LogKeys {
    private static final int SEED_BYTES = 32;
    private static final String SIGNING = "audit.signing-key";
    private static final String SALTS = "audit.log-segment";
    private static final String SEALED = "audit.sealed-segment";
    private static final String SEGMENT = "audit.log-segment-row";

    private final Vault vault;
    private final SecureRandom random;
    private final Clock clock;
    private final KeyUse use;

    LogKeys(Vault vault, SecureRandom random, Clock clock, KeyUse use) {
        this.use = use;
        this.vault = vault;
        this.random = random;
        this.clock = clock;
    }

    /** The word with which the database lets sealed records out of the inbox: made from the master key, for this alone. */
    byte[] removal() {
        return vault.mark("audit.removal", "inbox");
    }

    /** A key that signs, as it is stored. */
    record SigningKey(int id, byte[] sealed, String fingerprint) {}

    /** The newest key, or a fresh one where there is none yet. */
    SigningKey newest(JdbcClient jdbc) {
        return jdbc.sql("""
                select id, sealed, fingerprint
                from audit.signing_key
                order by id desc
                limit 1
                """)
                .query((row, number) ->
                        new SigningKey(row.getInt("id"), row.getBytes("sealed"), row.getString("fingerprint")))
                .optional()
                .orElseGet(() -> make(jdbc));
    }

    private SigningKey make(JdbcClient jdbc) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        String fingerprint = NoteSigner.ofLog("new", seed).fingerprint();
        byte[] sealed = vault.seal(seed, SIGNING);
        int id = jdbc.sql("""
                insert into audit.signing_key (sealed, fingerprint, made_at)
                values (:sealed, :fingerprint, :now)
                returning id
                """)
                .param("sealed", sealed)
                .param("fingerprint", fingerprint)
                .param("now", utc(clock.instant()))
                .query(Integer.class)
                .single();
        return new SigningKey(id, sealed, fingerprint);
    }

    /** Who signs with this key, under this name. */
    NoteSigner signer(SigningKey key, String origin) {
        return NoteSigner.ofLog(origin, vault.open(key.sealed(), SIGNING));
    }

    /** Who signs for this log. */
    NoteSigner signer(JdbcClient jdbc, int log) {
        return jdbc.sql("""
                select l.origin, k.sealed
                from audit.log as l
                join audit.signing_key as k on k.id = l.key_id
                where l.number = :log
                """)
                .param("log", log)
                .query((row, number) ->
                        NoteSigner.ofLog(row.getString("origin"), vault.open(row.getBytes("sealed"), SIGNING)))
                .single();
    }

    /**
     * A stable name of this installation, which nobody else has: a part of the key's fingerprint. A log that follows a lost
     * one is named after what it quotes, for the lost one may have had the next number.
     */
    static String origin(SigningKey key, int log, @Nullable String quotes) {
        String name = "bastide-" + key.fingerprint().substring(0, 16) + "/audit/" + log;
        return quotes == null ? name : name + "-after-" + sha256(quotes).substring(0, 8);
    }

    /** Makes the key of the salts from this index on. */
    Segment begin(JdbcClient jdbc, int log, long first, Instant loggedAt) {
        DataKey key = vault.newDataKey(context(log, first));
        Segment segment =
                new Segment(first, Segment.day(loggedAt), new Salts(key.key().getEncoded()));
        SegmentRow row = new SegmentRow(
                log,
                first,
                segment.day(),
                key.wrapped(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                UUID.randomUUID(),
                null);
        jdbc.sql("""
                insert into audit.log_segment (log, first, day, wrapped, opened_at, key_id, mark)
                values (:log, :first, :day, :wrapped, :now, :id, :mark)
                """)
                .param("log", log)
                .param("first", first)
                .param("day", row.day())
                .param("wrapped", key.wrapped())
                .param("now", utc(row.openedAt()))
                .param("id", row.keyId())
                .param("mark", mark(row))
                .update();
        return segment;
    }

    /** The key of the salts of this index. Rows that somebody else wrote are passed over. */
    Segment segment(JdbcClient jdbc, int log, long index) {
        SegmentRows rows = new SegmentRows(jdbc);
        Optional<SegmentRow> row = rows.below(log, index + 1);
        while (row.isPresent() && !wrote(row.get())) {
            row = rows.below(log, row.get().first());
        }
        SegmentRow found =
                row.orElseThrow(() -> new NoSuchElementException("no segment of log " + log + " has " + index));
        byte[] wrapped = found.wrapped();
        if (wrapped == null) {
            throw new NoSuchElementException("the key of record " + index + " was destroyed");
        }
        use.unwrapped(log, found.first());
        byte[] salts = vault.unwrap(wrapped, context(log, found.first())).key().getEncoded();
        return new Segment(found.first(), found.day(), new Salts(salts));
    }

    /** The mark by which the row of a segment is known again. */
    byte[] mark(SegmentRow row) {
        return vault.mark(SEGMENT, row.marked().toArray());
    }

    /** Whether the row of a segment is as this program wrote it. */
    boolean bears(SegmentRow row) {
        return vault.bears(row.mark(), SEGMENT, row.marked().toArray());
    }

    /** Whether this program wrote the row, even if it was changed since: nobody else can make a key that opens for its place. */
    boolean wrote(SegmentRow row) {
        return bears(row) || opens(row);
    }

    /** Whether its key opens for its place. */
    boolean opens(SegmentRow row) {
        byte[] wrapped = row.wrapped();
        if (wrapped == null) {
            return false;
        }
        try {
            vault.unwrap(wrapped, context(row.log(), row.first()));
            return true;
        } catch (SealBroken e) {
            return false;
        }
    }

    /** The key of the file of the segment that begins here; nothing where it was destroyed. */
    Optional<SegmentKey> segmentKey(JdbcClient jdbc, int log, long first) {
        use.unwrapped(log, first);
        return jdbc.sql("""
                select key_id, wrapped
                from audit.log_segment
                where log = :log and first = :first and wrapped is not null
                """)
                .param("log", log)
                .param("first", first)
                .query((row, number) -> new SegmentKey(
                        row.getObject("key_id", UUID.class),
                        vault.unwrap(row.getBytes("wrapped"), context(log, first))
                                .key()
                                .getEncoded()))
                .optional();
    }

    /** The same keys of segments and records wrapped by the newest key of the vault; how many were wrapped by an older one. */
    int rewrap(JdbcClient jdbc) {
        int count = 0;
        for (SegmentRow row : new SegmentRows(jdbc).all()) {
            Optional<byte[]> fresh = rewrapped(row.wrapped(), context(row.log(), row.first()));
            if (fresh.isPresent()) {
                count++;
                jdbc.sql("select audit.rewrap_segment(:log, :first, :old, :fresh, :word)")
                        .param("log", row.log())
                        .param("first", row.first())
                        .param("old", row.wrapped())
                        .param("fresh", fresh.get())
                        .param("word", removal())
                        .query((answer, number) -> number)
                        .list();
            }
        }
        return count + rewrapRecords(jdbc);
    }

    private int rewrapRecords(JdbcClient jdbc) {
        record Stored(UUID id, byte[] wrapped) {}
        int count = 0;
        for (Stored key : jdbc.sql("select id, wrapped from audit.data_key")
                .query((row, number) -> new Stored(row.getObject("id", UUID.class), row.getBytes("wrapped")))
                .list()) {
            Optional<byte[]> fresh = rewrapped(key.wrapped(), RecordCipher.CONTEXT);
            if (fresh.isPresent()) {
                count++;
                jdbc.sql("select audit.rewrap_data_key(:id, :old, :fresh, :word)")
                        .param("id", key.id())
                        .param("old", key.wrapped())
                        .param("fresh", fresh.get())
                        .param("word", removal())
                        .query((answer, number) -> number)
                        .list();
            }
        }
        return count;
    }

    /** What does not open is somebody else's, or was changed, and stays as it is. */
    private Optional<byte[]> rewrapped(byte @Nullable [] wrapped, String context) {
        try {
            return wrapped == null ? Optional.empty() : vault.rewrapped(wrapped, context);
        } catch (SealBroken e) {
            return Optional.empty();
        }
    }

    /** What time it is here. */
    Instant now() {
        return clock.instant();
    }

    /** The mark by which the row of a sealed segment is known again. */
    byte[] mark(Sealed sealed) {
        return vault.mark(SEALED, sealed.marked().toArray());
    }

    /** Whether the row of a sealed segment is as this program wrote it. */
    boolean bears(Sealed sealed) {
        return vault.bears(sealed.mark(), SEALED, sealed.marked().toArray());
    }

    private static String context(int log, long first) {
        return SALTS + ":" + log + ":" + first;
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
