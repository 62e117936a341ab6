package dev.bastide.testing;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.vault.Vault;
import java.time.Clock;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What stands in for the real thing in tests, the clock, and who makes people. */
@TestConfiguration(proxyBeanMethods = false)
class TestBeans {

    @Bean
    @Primary
    TestClock testClock() {
        return new TestClock();
    }

    @Bean
    TestPeople testPeople(
            JdbcClient sql,
            Clock clock,
            Vault vault,
            CurrentRights rights,
            AuditLog audit,
            PlatformTransactionManager transactions) {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        Actor test = Actor.machine("test", AccessMethod.LOCAL);
        return new TestPeople(
                sql,
                clock,
                vault,
                work -> transaction.executeWithoutResult(status -> {
                    work.run();
                    audit.append(AuditRecord.of(
                            clock.instant(), test, Tag.IDENTITY, "test.people", "Made people", Result.DONE));
                }),
                rights::forget);
    }
}
