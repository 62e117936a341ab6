package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The two roles: what the running program may do in the database, and what only migrations may. */
class TestDatabaseTest {
    private static TestDatabase database;

    @BeforeAll
    static void copy() {
        database = TestDatabase.copy();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void programReadsAndWritesRows() {
        int rows = database.sql()
                .sql("delete from ground.event_publication where listener_id = 'nobody'")
                .update();

        assertThat(rows).isZero();
    }

    @Test
    void programAltersNoSchema() {
        assertThatThrownBy(() -> database.sql()
                        .sql("drop table ground.event_publication")
                        .update())
                .hasStackTraceContaining("must be owner");
        assertThatThrownBy(() -> database.sql().sql("create schema mine").update())
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() ->
                        database.sql().sql("create table ground.mine (id int)").update())
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() ->
                        database.sql().sql("truncate ground.event_publication").update())
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void programDoesNotReadTheMigrationHistory() {
        assertThatThrownBy(() -> database.sql()
                        .sql("delete from ground.flyway_schema_history")
                        .update())
                .hasStackTraceContaining("permission denied");
    }
}
