package dev.bastide.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file in which refusals wait. */
class SpoolTest {
    @TempDir
    Path folder;

    @Test
    void givesBackWhatWaitsAndIsThenEmpty() throws IOException {
        Spool spool = new Spool(folder);
        Spool.Frame first = frame();
        Spool.Frame second = frame();
        spool.add(first);
        spool.add(second);

        List<UUID> taken = drained(spool);

        assertThat(taken).containsExactly(first.recordId(), second.recordId());
        assertThat(spool.isEmpty()).isTrue();
    }

    @Test
    void keepsEverythingWhenTheStepFails() throws IOException {
        Spool spool = new Spool(folder);
        Spool.Frame waiting = frame();
        spool.add(waiting);

        assertThatThrownBy(() -> spool.drain(frames -> {
                    throw new IllegalStateException("still away");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(drained(spool)).containsExactly(waiting.recordId());
    }

    @Test
    void aFrameTornByAKillSpoilsNoOther() throws IOException {
        Spool.Frame before = frame();
        new Spool(folder).add(before);
        Files.write(folder.resolve("refusals"), new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
        Spool afterRestart = new Spool(folder);
        Spool.Frame after = frame();

        afterRestart.add(after);

        assertThat(drained(afterRestart)).containsExactly(before.recordId(), after.recordId());
        assertThat(folder.resolve("refusals.torn")).exists();
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        new Spool(folder).add(frame());

        assertThat(Files.getPosixFilePermissions(folder.resolve("refusals"))).hasSize(2);
    }

    private static List<UUID> drained(Spool spool) throws IOException {
        List<UUID> taken = new ArrayList<>();
        spool.drain(frames -> frames.forEach(frame -> taken.add(frame.recordId())));
        return taken;
    }

    private static Spool.Frame frame() {
        return new Spool.Frame(UUID.randomUUID(), new byte[60], UUID.randomUUID(), new byte[200]);
    }
}
