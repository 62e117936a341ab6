package dev.bastide.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.log.NoteSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home serves one witness at a time. */
class WitnessLockTest {
    private static final String LOG =
            NoteSigner.ofLog("log.example/one", new byte[32]).verifierKey();

    @TempDir
    Path home;

    @Test
    void bitesASecondWitnessOfOneHome() throws Exception {
        try (WitnessServer first = start(LOG)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> start(LOG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another witness runs in " + home);
        }
    }

    @Test
    void holdsNoHomeAfterItsEndNorAfterAStartThatFailed() throws Exception {
        start(LOG).close();
        assertThatThrownBy(() -> start(LOG, "--name", "other.example")).isInstanceOf(IllegalArgumentException.class);
        try (WitnessServer again = start(LOG)) {
            assertThat(again.port()).isPositive();
        }
    }

    private WitnessServer start(String log, String... more) throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of("--home", home.toString(), "--port", "0", "--log", log));
        words.addAll(List.of(more));
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return WitnessCommand.start(words, out, new SecureRandom(), Clock.systemUTC());
    }
}
