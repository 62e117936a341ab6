package dev.bastide.audit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.TestAudit;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A transaction that sees one moment is recorded, though the key of the day was stored after that moment. */
class RecordCipherTest {
    @TempDir
    Path folder;

    private TestDatabase database;
    private RecordCipher cipher;
    private TransactionTemplate oneMoment;

    @BeforeEach
    void copy() {
        database = TestDatabase.copy();
        cipher = TestAudit.cipher(database.dataSource(), Clock.systemUTC());
        oneMoment = database.transaction();
        oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void theKeyOfTheDayIsNotSeenByWhoBeganBefore() {
        assertThatThrownBy(() -> oneMoment.executeWithoutResult(status -> {
                    look();
                    insert(cipher.seal(TestAudit.record("first")));
                }))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("inbox_key_id_fkey");
    }

    @Test
    void theFirstRecordOfAProgramMayBeOneOfOneMoment() {
        AuditLog audit = TestAudit.log(database.dataSource(), folder, Clock.systemUTC());

        oneMoment.executeWithoutResult(status -> {
            look();
            audit.append(TestAudit.record("first"));
        });
        database.transaction().executeWithoutResult(status -> audit.append(TestAudit.record("second")));

        assertThat(readable()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasRolledBackIsUsedByNobody() {
        AuditLog audit = TestAudit.log(database.dataSource(), folder, Clock.systemUTC());

        oneMoment.executeWithoutResult(status -> {
            look();
            audit.append(TestAudit.record("lost"));
            audit.appendNow(TestAudit.record("refused"));
            status.setRollbackOnly();
        });
        oneMoment.executeWithoutResult(status -> audit.append(TestAudit.record("kept")));

        assertThat(readable()).isEqualTo(2);
        assertThat(number("select count(*) from audit.data_key")).isEqualTo(1);
        assertThat(audit.spooled()).isZero();
    }

    @Test
    void midnightFallsIntoALongComparison() {
        Clock[] now = {Clock.systemUTC()};
        RecordCipher own = TestAudit.cipher(database.dataSource(), new Clock() {
            @Override
            public ZoneId getZone() {
                return now[0].getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return now[0].withZone(zone);
            }

            @Override
            public Instant instant() {
                return now[0].instant();
            }
        });
        database.transaction().executeWithoutResult(status -> insert(own.sealHere(TestAudit.record("before"), null)));

        oneMoment.executeWithoutResult(status -> {
            look();
            now[0] = Clock.offset(now[0], Duration.ofDays(1));
            own.renewKey();
            insert(own.sealHere(TestAudit.record("after"), null));
        });

        assertThat(readable()).isEqualTo(2);
        assertThat(number("select count(*) from audit.data_key")).isEqualTo(3);
    }

    /** The moment of a transaction is that of its first statement. */
    private void look() {
        assertThat(number("select count(*) from audit.inbox where false")).isZero();
    }

    private void insert(RecordCipher.Sealed sealed) {
        sql().sql("insert into audit.inbox (key_id, record_id, payload) values (?, ?, ?)")
                .param(sealed.keyId())
                .param(sealed.recordId())
                .param(sealed.payload())
                .update();
    }

    /** How many records a program that knows no key yet can open. */
    private long readable() {
        RecordCipher another = TestAudit.cipher(database.dataSource(), Clock.systemUTC());
        return sql()
                .sql("select key_id, record_id, payload from audit.inbox")
                .query((row, number) -> another.read(
                        row.getObject("key_id", UUID.class),
                        row.getObject("record_id", UUID.class),
                        row.getBytes("payload")))
                .list()
                .stream()
                .filter(RecordCipher.Opened.Whole.class::isInstance)
                .count();
    }

    private JdbcClient sql() {
        return JdbcClient.create(database.dataSource());
    }

    private long number(String sql) {
        return sql().sql(sql).query(Long.class).single();
    }
}
