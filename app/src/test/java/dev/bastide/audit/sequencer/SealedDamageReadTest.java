package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.SegmentDamaged;
import dev.bastide.audit.segment.Disk;
import dev.bastide.audit.segment.SegmentUnreadable;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record whose segment is not what was sealed is not said to be missing. */
class SealedDamageReadTest {
    @TempDir
    Path folder;

    private TestDatabase database;
    private TestLog log;
    private UUID first;

    @BeforeEach
    void write() throws Exception {
        database = TestDatabase.copy();
        LogHome home = new LogHome(folder.resolve("home"), Disk.real(), 256);
        log = new TestLog(database, database.dataSource(), home, Clock.systemUTC());
        for (int i = 0; i < 300; i++) {
            log.append("number " + i);
        }
        first = ids().getFirst();
        log.seal();
    }

    @AfterEach
    void drop() {
        log.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 0.5, 0.8, 0.9999})
    void oneByteOfItsSegmentWasChanged(double where) throws Exception {
        Path file = folder.resolve("home/log/segments/1/0-256.parquet");
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (where * bytes.length)] ^= 1;
        Files.write(file, bytes);

        Searching search = new Searching(log);
        // A byte of another record's page may leave this one whole; then it is read, and never said to be missing.
        try {
            assertThat(search.open(first)).isPresent();
        } catch (SegmentDamaged e) {
            assertThat(e).hasCauseInstanceOf(SegmentUnreadable.class);
        }
        assertThat(log.reader.check()).isPresent();
    }

    @Test
    void itsSegmentIsGone() throws Exception {
        Files.delete(folder.resolve("home/log/segments/1/0-256.parquet"));

        assertThatThrownBy(() -> new Searching(log).open(first)).isInstanceOf(SegmentDamaged.class);
        assertThatThrownBy(() -> log.reader.proof(first)).isInstanceOf(SegmentDamaged.class);
        assertThat(new Searching(log).open(UUID.randomUUID())).isEmpty();
    }

    private List<UUID> ids() {
        return log.database
                .sql()
                .sql("select record_id from audit.inbox order by id")
                .query((row, number) -> UUID.fromString(row.getString("record_id")))
                .list();
    }
}
