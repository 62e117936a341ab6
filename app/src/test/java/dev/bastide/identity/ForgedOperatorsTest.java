package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.bastide.audit.AuditLog;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.sql.Connection;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The owner of the database puts an operator of his own before PostgreSQL's (A109): the program's connections do not see
 * it, and what is found with it is not what was asked for.
 */
@BastideTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedOperatorsTest {
    private static final String ALIKE = "select 'one'::text = 'two'::text";

    @Autowired
    private TestDatabase database;

    @Autowired
    private HikariDataSource pool;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private SshKeys keys;

    @Autowired
    private RowMarks marks;

    @Autowired
    private Clock clock;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Gate gate;

    @Autowired
    private Founding founding;

    @Autowired
    private ApplicationEventPublisher events;

    @BeforeAll
    void allTextsAreAlike() {
        database.owner().sql("create schema evil").update();
        database.owner()
                .sql("create function evil.alike(text, text) returns boolean language sql immutable return true")
                .update();
        database.owner()
                .sql("create operator evil.= (function = evil.alike, leftarg = text, rightarg = text)")
                .update();
    }

    @Test
    void holdsTheProgramsOwnSearchPathAgainstTheDatabases() {
        String name = sql.sql("select current_database()").query(String.class).single();
        database.owner()
                .sql("alter database " + name + " set search_path = evil, pg_catalog")
                .update();
        try {
            pool.getHikariPoolMXBean().softEvictConnections();

            assertThat(sql.sql("show search_path").query(String.class).single()).isEqualTo("pg_catalog, pg_temp");
            assertThat(sql.sql(ALIKE).query(Boolean.class).single()).isFalse();
        } finally {
            database.owner()
                    .sql("alter database " + name + " reset search_path")
                    .update();
        }
    }

    @Test
    void bitesAKeyFoundByAnOperatorOfTheOwners() throws Exception {
        Someone person = somebody.with("operator");
        String line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS one";
        String own = keys.add(person.actor(), person.id(), line).fingerprint();
        String other = "SHA256:" + "b".repeat(43);
        try (Connection connection = database.dataSource().getConnection()) {
            JdbcClient evil = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            evil.sql("set search_path to evil, pg_catalog").update();
            assertThat(evil.sql(ALIKE).query(Boolean.class).single()).isTrue();
            SshKeys asked = new SshKeys(evil, marks, clock, audit, gate, founding, events);

            assertThat(evil.sql("select count(*) from identity.ssh_key where fingerprint = ?")
                            .param(other)
                            .query(Integer.class)
                            .single())
                    .isPositive();
            assertThat(asked.ownerOf(other)).isEmpty();
            assertThat(asked.ownerOf(own)).contains(person.id());
            evil.sql("reset search_path").update();
        }
    }
}
