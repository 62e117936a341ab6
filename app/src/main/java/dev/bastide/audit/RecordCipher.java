package dev.bastide.audit;

import dev.bastide.vault.DataKey;
import dev.bastide.vault.Vault;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Turns records into ciphertext and back, under a data key that the vault's master key wraps. */
@Component
class RecordCipher {
    private static final String CONTEXT = "audit.data-key";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;
    private final Map<UUID, DataKey> keys = new ConcurrentHashMap<>();
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable UUID current;

    RecordCipher(JdbcClient jdbc, Vault vault, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** A record as it lies in the database. */
    record Sealed(UUID keyId, byte[] payload) {}

    Sealed seal(AuditRecord entry) {
        UUID id = currentKey();
        return new Sealed(id, key(id).seal(RecordCodec.encode(entry), CONTEXT + ":" + id));
    }

    AuditRecord open(UUID keyId, byte[] payload) {
        return RecordCodec.decode(key(keyId).open(payload, CONTEXT + ":" + keyId));
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

    private UUID currentKey() {
        UUID known = current;
        if (known != null) {
            return known;
        }
        making.lock();
        try {
            UUID made = current;
            if (made == null) {
                made = makeKey();
                current = made;
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    private UUID makeKey() {
        UUID id = UUID.randomUUID();
        DataKey key = vault.newDataKey(CONTEXT);
        ownTransaction.executeWithoutResult(
                status -> jdbc.sql("insert into audit.data_key (id, wrapped, created_at) values (?, ?, ?)")
                        .param(id)
                        .param(key.wrapped())
                        .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .update());
        keys.put(id, key);
        return id;
    }
}
