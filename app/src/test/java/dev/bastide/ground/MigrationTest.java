package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrations go forward, once, and an older program does not touch a newer database. */
class MigrationTest {
    private TestDatabase database;

    @BeforeEach
    void copy() {
        database = TestDatabase.copy();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void secondStartMigratesNothing() {
        assertThat(flyway().migrate().migrationsExecuted).isZero();
    }

    @Test
    void olderProgramDoesNotStartOnANewerDatabase() {
        database.owner().sql("""
                insert into ground.flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                select max(installed_rank) + 1, '209901010000', 'from the future', 'SQL', 'V209901010000__x.sql',
                    1, 'bastide', 1, true
                from ground.flyway_schema_history
                """).update();

        assertThatThrownBy(() -> flyway().migrate())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("209901010000");
    }

    @Test
    void changedMigrationIsNoticed() {
        database.owner()
                .sql("update ground.flyway_schema_history set checksum = 42 where version = '202611220000'")
                .update();

        assertThatThrownBy(() -> flyway().migrate())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("202611220000");
    }

    private Flyway flyway() {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.ownerDataSource())
                .locations("classpath:dev/bastide")
                .defaultSchema("ground")
                .validateMigrationNaming(true);
        new DatabaseSettings().olderProgramRefused().customize(configuration);
        return configuration.load();
    }
}
