package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.segment.Disk;
import dev.bastide.audit.sequencer.LogEntries.Mark;
import dev.bastide.audit.sequencer.LogEntries.Numbered;
import dev.bastide.audit.sequencer.LogEntries.Part;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever takes the records out in turn gets each of them once, and is told of each that he cannot get. */
class LogEntriesTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestDatabase database;
    private TestLog log;
    private LogEntries entries;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        log = new TestLog(
                database, database.dataSource(), new LogHome(folder.resolve("home"), Disk.real(), 256), clock);
        entries = new LogEntries(JdbcClient.create(database.dataSource()), log.sequencer);
        for (int i = 0; i < 600; i++) {
            log.append("word-" + i);
        }
        log.seal();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @Test
    void holdsEachRecordComesOnceWhereverItLies() {
        List<Long> indexes = new ArrayList<>();
        Mark mark = new Mark(1, 0);
        for (Part part = entries.next(mark, 100); !part.entries().isEmpty(); part = entries.next(mark, 100)) {
            part.entries().stream().map(Numbered::index).forEach(indexes::add);
            assertThat(part.wrong()).isEmpty();
            mark = part.next();
        }

        assertThat(indexes)
                .isEqualTo(LongStream.range(0, entries.end().index()).boxed().toList());
        assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo(2);
        assertThat(entries.after(mark)).isZero();
        assertThat(entries.after(new Mark(1, 10))).isEqualTo(entries.end().index() - 10);
    }

    @Test
    void bitesWhatIsGoneOrChangedIsTold() throws Exception {
        Files.delete(folder.resolve("home/log/segments/1/0-256.parquet"));
        database.owner().sql("alter table audit.inbox disable trigger user").update();
        database.owner().sql("""
                        update audit.inbox
                        set payload = (select payload from audit.inbox order by id desc limit 1)
                        where id = (select inbox_id from audit.log_entry where index = 520)
                        """).update();

        Part gone = entries.next(new Mark(1, 0), 256);
        Part changed = entries.next(new Mark(1, 512), 256);

        assertThat(gone.entries()).isEmpty();
        assertThat(gone.wrong()).isPresent();
        assertThat(gone.beyond()).isEqualTo(256);
        assertThat(changed.entries()).hasSize(8);
        assertThat(changed.wrong()).map(found -> found.index()).contains(520L);
        assertThat(changed.beyond()).isEqualTo(521);
        assertThat(entries.next(new Mark(1, 521), 10).entries()).isNotEmpty();
    }
}
