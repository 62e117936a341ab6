package dev.bastide.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.segment.Disk;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full or broken while a segment is sealed: nothing is lost, the log goes on, and it is told. */
class SealingFaultTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"create", "write", "force", "open", "read", "rename", "forceFolder", "list"})
    void nothingIsLostAndTheLogGoesOn(String call) throws Exception {
        BrokenDisk disk = new BrokenDisk(call);
        try (TestDatabase database = TestDatabase.copy();
                TestLog log = new TestLog(
                        database,
                        database.dataSource(),
                        new LogHome(folder.resolve("home"), disk, 256),
                        Clock.systemUTC())) {
            for (int i = 0; i < 300; i++) {
                log.append("w" + i);
            }
            log.settle();
            Eventually.holds("it was tried", Duration.ofSeconds(60), () -> {
                log.sequencer.pass();
                return log.sequencer.sealingProblem().isPresent();
            });

            assertThat(log.reader.standing().segments().problem())
                    .hasValueSatisfying(words -> assertThat(words).contains("could not be sealed"));
            assertThat(log.number("select count(*) from audit.sealed_segment")).isZero();
            assertThat(log.number("select count(*) from audit.log_entry")).isEqualTo(301);
            log.append("after it");
            log.settle();
            assertThat(log.reader.check()).isEmpty();

            disk.mended = true;
            log.sequencer.wake();
            log.seal();
            assertThat(log.number("select count(*) from audit.sealed_segment")).isEqualTo(1);
            assertThat(log.reader.check()).isEmpty();
            List<String> users = new Searching(log).users(Map.of("operation", "operation."), Order.OLDEST, 100);
            assertThat(users).hasSize(301).doesNotHaveDuplicates().contains("after it");
        }
    }

    /** A record that was changed behind the program is evidence, and stays where it lies. */
    @Test
    void whatIsNotWhatWasHashedIsNotSealed() throws Exception {
        try (TestDatabase database = TestDatabase.copy();
                TestLog log = new TestLog(
                        database,
                        database.dataSource(),
                        new LogHome(folder.resolve("home"), Disk.real(), LogHome.SEGMENT_RECORDS),
                        Clock.systemUTC())) {
            for (int i = 0; i < 100; i++) {
                log.append("w" + i);
            }
            log.settle();
            log.reader.cut();
            database.owner().sql("alter table audit.inbox disable trigger user").update();
            database.owner()
                    .sql("update audit.inbox set source = 'spool' where id = 8")
                    .update();
            database.owner().sql("alter table audit.inbox enable trigger user").update();
            for (int i = 0; i < 300; i++) {
                log.append("v" + i);
            }
            log.settle();
            Eventually.holds("it was tried", Duration.ofSeconds(60), () -> {
                log.sequencer.pass();
                return log.sequencer.sealingProblem().isPresent();
            });

            assertThat(log.sequencer.sealingProblem().orElseThrow()).contains("is not what was hashed");
            assertThat(log.number("select count(*) from audit.sealed_segment")).isZero();
            assertThat(log.number("select count(*) from audit.inbox where id = 8"))
                    .isEqualTo(1);
        }
    }

    /** The real disk, of which one kind of call fails from its first time on until it is mended. */
    private static final class BrokenDisk implements Disk {
        private final Disk real = Disk.real();
        private final String broken;
        private final AtomicInteger failed = new AtomicInteger();
        volatile boolean mended;

        BrokenDisk(String broken) {
            this.broken = broken;
        }

        private void call(String name) throws IOException {
            if (!mended && name.equals(broken)) {
                failed.incrementAndGet();
                throw new IOException("No space left on device");
            }
        }

        @Override
        public Draft create(Path file) throws IOException {
            call("create");
            Draft draft = real.create(file);
            return new Draft() {
                @Override
                public void write(byte[] bytes, int length) throws IOException {
                    call("write");
                    draft.write(bytes, length);
                }

                @Override
                public void force() throws IOException {
                    call("force");
                    draft.force();
                }

                @Override
                public void close() throws IOException {
                    draft.close();
                }
            };
        }

        @Override
        public Opened open(Path file) throws IOException {
            call("open");
            Opened opened = real.open(file);
            return new Opened() {
                @Override
                public long size() throws IOException {
                    return opened.size();
                }

                @Override
                public void read(long position, byte[] into) throws IOException {
                    call("read");
                    opened.read(position, into);
                }

                @Override
                public void close() throws IOException {
                    opened.close();
                }
            };
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            call("rename");
            real.rename(from, to);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            call("forceFolder");
            real.forceFolder(folder);
        }

        @Override
        public void delete(Path file) throws IOException {
            real.delete(file);
        }

        @Override
        public List<Path> list(Path folder) throws IOException {
            call("list");
            return real.list(folder);
        }
    }
}
