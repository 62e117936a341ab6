package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.SegmentDamaged;
import dev.bastide.audit.segment.Disk;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of the log begins with a row that bears the program's mark, and a search trusts no row without one. */
class SegmentOwnershipTest {
    @TempDir
    Path folder;

    private TestDatabase database;
    private LogHome home;
    private TestLog log;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        home = new LogHome(folder.resolve("home"), Disk.real(), 256);
        log = log();
        write(600);
        log.seal();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void foreignRowAtTheEndStopsNeitherLogNorSealing() throws Exception {
        program(foreign(768));
        program("insert into audit.log_cut (log, first, asked_at) values (1, 768, now())");
        program("insert into audit.segment_hold (log, first, reason, held_at) values (1, 768, 'mine', now())");
        program("insert into audit.segment_release (hold, reason, released_at)"
                + " select id, 'mine', now() from audit.segment_hold where reason = 'mine'");
        program(foreign(1024));

        write(600);
        log.seal();

        assertThat(log.number("select max(past) from audit.sealed_segment")).isEqualTo(1024);
        assertThat(log.number("select count(*) from audit.foreign_segment")).isEqualTo(2);
        assertThat(log.reader.foreignSegments(Instant.EPOCH)).isEqualTo(2);
        assertThat(log.reader.check()).isEmpty();
        assertThat(new Searching(log).all(Map.of("operation", SegmentOwnership.DISOWNED), Order.NEWEST, 10))
                .hasSize(2);
    }

    @Test
    void foreignRowDoesNotStopTheLogAfterARestart() throws Exception {
        log.close();
        owner("alter table audit.log_segment disable trigger user");
        program(foreign(768));
        // Even one below the end, which the owner can write, and one with the key of another place.
        owner("insert into audit.log_segment (log, first, day, wrapped, opened_at, mark)"
                + " select 1, 8448, 'infinity', wrapped, 'infinity', mark from audit.log_segment where first = 512");
        owner("alter table audit.log_segment enable trigger user");

        log = log();
        write(300);
        log.seal();

        assertThat(log.sequencer.state()).isInstanceOf(Sequencer.State.Leads.class);
        assertThat(log.number("select count(*) from audit.foreign_segment")).isEqualTo(2);
        assertThat(log.number("select max(past) from audit.sealed_segment")).isEqualTo(768);
        assertThat(log.reader.check()).isEmpty();
    }

    @Test
    void nobodyElsePutsARowAsideOrWritesASealedOne() {
        for (String sql : new String[] {
            "select audit.disown_segment(1, 512, sha256('guess'))",
            "select audit.disown_segment(1, 512, (select hash from audit.removal_guard))",
            "select audit.mark_segment(1, 512, sha256('x'), sha256('guess'))",
            "select audit.hear(sha256('guess'))",
            "insert into audit.foreign_segment (log, first) values (1, 512)",
            "update audit.log_segment set mark = sha256('x')",
            "delete from audit.log_cut",
            "delete from audit.log_segment where first = 512"
        }) {
            assertThatThrownBy(() -> database.sql().sql(sql).query().listOfRows())
                    .as(sql)
                    .hasStackTraceContaining("ERROR:");
        }
        owner("insert into audit.foreign_segment (log, first) values (1, 512)");
        assertThatThrownBy(() -> owner("delete from audit.log_segment where first = 512"))
                .hasStackTraceContaining("append only");
    }

    @Test
    void rowsOfAnOlderReleaseAreMarkedAtTheFirstStart() throws Exception {
        log.close();
        owner("alter table audit.log_segment disable trigger user");
        owner("update audit.log_segment set mark = null");
        owner("alter table audit.log_segment enable trigger user");

        log = log();
        log.settle();

        assertThat(log.number("select count(*) from audit.log_segment where mark is null"))
                .isZero();
        assertThat(log.reader.check()).isEmpty();
        assertThat(new Searching(log).all(Map.of("operation", SegmentOwnership.MARKED), Order.NEWEST, 10))
                .hasSize(1);
    }

    @Test
    void aRowThatWasChangedIsFoundAndStillServes() throws Exception {
        owner("alter table audit.log_segment disable trigger user");
        owner("update audit.log_segment set day = day + 400 where first = 512");
        owner("alter table audit.log_segment enable trigger user");

        write(300);
        log.seal();

        assertThat(log.number("select count(*) from audit.foreign_segment")).isZero();
        assertThat(log.reader.check()).map(found -> found.index()).contains(512L);
    }

    @Test
    void searchTrustsNoSealedRowWithoutItsMark() throws Exception {
        String id = database.owner()
                .sql("select least_id::text from audit.sealed_segment where first = 256")
                .query(String.class)
                .single();
        Searching search = new Searching(log);
        assertThat(search.page(Map.of("operation", "operation."), Order.NEWEST, null, 1_000)
                        .unreadable())
                .isZero();

        for (String change : new String[] {
            "latest = latest - interval '2 days', earliest = earliest - interval '2 days'",
            "least_id = greatest_id",
            "sha256 = sha256('x')",
            "past = 300"
        }) {
            owner("alter table audit.sealed_segment disable trigger user");
            owner("create table audit.kept as select * from audit.sealed_segment where first = 256");
            owner("update audit.sealed_segment set " + change + " where first = 256");

            assertThat(search.page(Map.of("operation", "operation."), Order.NEWEST, null, 1_000)
                            .unreadable())
                    .as(change)
                    .isPositive();
            assertThat(search.page(Map.of("operation", "operation."), Order.OLDEST, null, 1_000)
                            .unreadable())
                    .as(change)
                    .isPositive();
            assertThatThrownBy(() -> search.open(UUID.fromString(id)))
                    .as(change)
                    .isInstanceOf(SegmentDamaged.class);

            owner(
                    "update audit.sealed_segment as s set latest = k.latest, earliest = k.earliest, least_id = k.least_id,"
                            + " sha256 = k.sha256, past = k.past from audit.kept as k where s.first = 256");
            owner("drop table audit.kept");
            owner("alter table audit.sealed_segment enable trigger user");
            assertThat(search.open(UUID.fromString(id))).as(change).isPresent();
        }
    }

    private TestLog log() {
        return new TestLog(database, database.dataSource(), home, Clock.systemUTC());
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            log.append("number " + i);
        }
    }

    private static String foreign(int first) {
        return "insert into audit.log_segment (log, first, day, wrapped, opened_at) values (1, " + first
                + ", current_date, sha256('x'), now())";
    }

    private void program(String sql) {
        database.sql().sql(sql).update();
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }
}
