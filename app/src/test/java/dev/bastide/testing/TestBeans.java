package dev.bastide.testing;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.vault.Vault;
import java.time.Clock;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stands in for the real thing in tests, the clock, and who makes people. */
@TestConfiguration(proxyBeanMethods = false)
class TestBeans {

    @Bean
    @Primary
    TestClock testClock() {
        return new TestClock();
    }

    @Bean
    TestPeople testPeople(JdbcClient sql, Clock clock, Vault vault, CurrentRights rights) {
        return new TestPeople(sql, clock, vault, rights::forget);
    }
}
