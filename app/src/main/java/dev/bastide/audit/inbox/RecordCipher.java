package dev.bastide.audit.inbox;

import dev.bastide.audit.AuditRecord;
import dev.bastide.vault.DataKey;
import dev.bastide.vault.SealBroken;
import dev.bastide.vault.Vault;
import java.sql.Connection;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns records into ciphertext and back, under a data key that the vault's master key wraps. A key serves one start
 * of the program and at most one day, so that its destruction erases little.
 */
@Component
public class RecordCipher {
    /** For what the vault wraps the keys of records. */
    public static final String CONTEXT = "audit.data-key";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;
    private final Map<UUID, DataKey> keys = new ConcurrentHashMap<>();
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Current current;

    public RecordCipher(JdbcClient jdbc, Vault vault, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    private record Current(UUID id, LocalDate day) {}

    /** A record as it lies in the database. */
    public record Sealed(UUID keyId, UUID recordId, byte[] payload) {}

    /** Seals a record under the key of the day, which is stored first. */
    public Sealed seal(AuditRecord entry) {
        return seal(entry, null);
    }

    /**
     * Seals for the caller's transaction. One that sees a single moment may have begun before the key of the day was stored,
     * and cannot refer to it: its record gets a key of its own, stored with it and lost with it.
     */
    public Sealed sealHere(AuditRecord entry, byte @Nullable [] content) {
        UUID keyId = currentKey();
        if (!seesOneMoment() || sees(keyId)) {
            return sealBytes(keyId, RecordCodec.encode(entry, content));
        }
        UUID own = UUID.randomUUID();
        DataKey key = vault.newDataKey(CONTEXT);
        store(own, key);
        return sealBytes(own, key, RecordCodec.encode(entry, content));
    }

    private static boolean seesOneMoment() {
        Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
        return isolation != null && isolation >= Connection.TRANSACTION_REPEATABLE_READ;
    }

    private boolean sees(UUID keyId) {
        return jdbc.sql("select exists (select from audit.data_key where id = ?)")
                .param(keyId)
                .query(Boolean.class)
                .single();
    }

    /** The same, with content byte by byte where it is not, or not only, text. */
    public Sealed seal(AuditRecord entry, byte @Nullable [] content) {
        return sealBytes(currentKey(), RecordCodec.encode(entry, content));
    }

    /** Seals what came in incomplete, byte for byte. */
    public Sealed sealRaw(byte[] received) {
        return sealBytes(currentKey(), received);
    }

    /**
     * Seals without asking the database, for the spool: under the key in use, or under a fresh one, which goes into
     * the spool with the record.
     */
    public Sealed sealOffline(AuditRecord entry) {
        Current known = current;
        UUID id = known == null ? UUID.randomUUID() : known.id();
        keys.computeIfAbsent(id, fresh -> vault.newDataKey(CONTEXT));
        return sealBytes(id, RecordCodec.encode(entry, null));
    }

    /** The stored form of a key this program used. */
    public byte[] wrapped(UUID keyId) {
        return key(keyId).wrapped();
    }

    /** What of a sealed row could be read. */
    public sealed interface Opened {
        /** All of it. */
        record Whole(AuditRecord entry, byte[] content) implements Opened {}

        /** The seal is right, but the bytes are no record that this program knows. */
        record Unknown(byte[] plain) implements Opened {}

        /** Key, row or bytes do not belong together, or the key is gone. */
        record Broken() implements Opened {}
    }

    /** Opens what was sealed for this very row. A database that is away is thrown, and says nothing of the row. */
    public Opened read(UUID keyId, UUID recordId, byte[] payload) {
        byte[] plain;
        try {
            plain = key(keyId).open(payload, context(keyId, recordId));
        } catch (SealBroken | EmptyResultDataAccessException e) {
            return new Opened.Broken();
        }
        try {
            RecordCodec.Decoded decoded = RecordCodec.decode(plain);
            return new Opened.Whole(decoded.entry(), decoded.content());
        } catch (RuntimeException e) {
            return new Opened.Unknown(plain);
        }
    }

    /** Opens what was sealed for this very row. Throws {@link IllegalStateException} when it cannot be read. */
    public AuditRecord open(UUID keyId, UUID recordId, byte[] payload) {
        if (read(keyId, recordId, payload) instanceof Opened.Whole whole) {
            return whole.entry();
        }
        throw new IllegalStateException("the record " + recordId + " cannot be opened");
    }

    private Sealed sealBytes(UUID keyId, byte[] plain) {
        return sealBytes(keyId, key(keyId), plain);
    }

    private Sealed sealBytes(UUID keyId, DataKey key, byte[] plain) {
        UUID recordId = recordId();
        return new Sealed(keyId, recordId, key.seal(plain, context(keyId, recordId)));
    }

    /** A UUID of version 7, which begins with the time: so the few segments that may have a record are known by its name. */
    private UUID recordId() {
        UUID chance = UUID.randomUUID();
        long high = (clock.millis() << 16) | 0x7000 | (chance.getMostSignificantBits() & 0xfff);
        return new UUID(high, chance.getLeastSignificantBits());
    }

    private static String context(UUID keyId, UUID recordId) {
        return CONTEXT + ":" + keyId + ":" + recordId;
    }

    private DataKey key(UUID id) {
        return keys.computeIfAbsent(
                id,
                wanted -> vault.unwrap(
                        jdbc.sql("select wrapped from audit.data_key where id = ?")
                                .param(wanted)
                                .query(byte[].class)
                                .single(),
                        CONTEXT));
    }

    /**
     * Goes over to a fresh key when the one in use is of another day. Recurring work calls it, so that no act at
     * midnight waits for a second connection.
     */
    public void renewKey() {
        LocalDate today = today();
        Current known = current;
        if (known == null || !known.day().equals(today)) {
            making.lock();
            try {
                current = new Current(makeKey(), today);
            } finally {
                making.unlock();
            }
        }
    }

    private UUID currentKey() {
        Current known = current;
        if (known != null) {
            return known.id();
        }
        making.lock();
        try {
            Current made = current;
            if (made == null) {
                made = new Current(makeKey(), today());
                current = made;
            }
            return made.id();
        } finally {
            making.unlock();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private UUID makeKey() {
        UUID id = UUID.randomUUID();
        DataKey key = vault.newDataKey(CONTEXT);
        ownTransaction.executeWithoutResult(status -> store(id, key));
        keys.put(id, key);
        return id;
    }

    private void store(UUID id, DataKey key) {
        jdbc.sql("insert into audit.data_key (id, wrapped, created_at) values (?, ?, ?)")
                .param(id)
                .param(key.wrapped())
                .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }
}
