package dev.bastide.bastion.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A46: after {@code kill -9} in the midst of writing, everything that was once safe can be read. */
class KillTest {
    private static final int TIMES = 3;

    @TempDir
    Path folder;

    @Test
    void isReadableToTheLastChunkAfterKill() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            Path file = folder.resolve("killed-" + i);
            String safe = killAfter(file, 5 + 40 * i);
            int chunks = Integer.parseInt(safe.split(" ", -1)[0]);
            int lines = Integer.parseInt(safe.split(" ", -1)[1]);

            Tape.Reading reading = Tape.read(file);

            assertThat(reading.verdict()).isInstanceOf(Verdict.Unfinished.class);
            assertThat(reading.verdict().head().chunks()).isGreaterThanOrEqualTo(chunks);
            assertThat(reading.events()).hasSizeGreaterThanOrEqualTo(lines);
            assertThat(reading.events().get(lines - 1).text()).isEqualTo("line " + (lines - 1) + "\n");
        }
    }

    /** Kills the writer once it has told that often what is safe; gives the last that was read. */
    private static String killAfter(Path file, int tellings) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader told = writer.inputReader(StandardCharsets.UTF_8)) {
            String last = "";
            for (int i = 0; i < tellings; i++) {
                last = Objects.requireNonNull(told.readLine(), "the writer ended by itself");
            }
            writer.destroyForcibly().waitFor();
            return last;
        }
    }
}
