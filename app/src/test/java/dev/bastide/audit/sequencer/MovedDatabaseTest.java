package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that did not grow up with the log: older ones, and those that another server wrote. */
class MovedDatabaseTest {
    @TempDir
    Path folder;

    private final Clock clock = Clock.systemUTC();
    private TestDatabase database;
    private TestLog log;

    @BeforeEach
    void copy() {
        database = TestDatabase.copy();
        log = new TestLog(database, folder.resolve("home"), clock);
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void anOlderHomeIsTakenOverInBatches() throws Exception {
        log.append("one");
        database.owner().sql("""
                        insert into audit.inbox (key_id, record_id, payload)
                        select key_id, gen_random_uuid(), payload from audit.inbox, generate_series(1, 9000)
                        """).update();
        log.settle();

        assertThat(log.size()).isEqualTo(9_002);
        assertThat(log.reader.check()).isEmpty();
    }

    @Test
    void rowsOfAnotherClusterHaveTheirPlaceToo() throws Exception {
        for (int i = 0; i < 3; i++) {
            log.append("of three");
        }
        database.owner().sql("""
                        insert into audit.inbox (xid, key_id, record_id, payload)
                        select '900000000000', key_id, gen_random_uuid(), payload from audit.inbox limit 1
                        """).update();
        log.sequencer.pass();
        log.close();
        database.owner().sql("update audit.log_head set swept = '900000000001'").update();
        try (TestLog moved = new TestLog(database, folder.resolve("home"), clock)) {
            moved.append("after the move");
            moved.settle();
            assertThat(moved.size()).isEqualTo(6);
        }
    }
}
