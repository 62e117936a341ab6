package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContextException;

class StartFailureTest {
    private final StartFailure failures = new StartFailure();

    @Test
    void aHomeThatCannotBeMadeIsNamedWithWhatToDo(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Throwable unusable = catchThrowable(() -> Home.open(file.resolve("home")));

        FailureAnalysis analysis =
                Objects.requireNonNull(failures.analyze(new BeanCreationException("home", "deep inside", unusable)));

        assertThat(analysis.getDescription()).contains(file.toString());
        assertThat(analysis.getAction()).contains("--home");
    }

    @Test
    void aSecondProgramOnOneHomeIsToldSo(@TempDir Path folder) {
        try (Home first = Home.open(folder)) {
            assertThatThrownBy(() -> Home.open(first.folder()))
                    .satisfies(inUse -> assertThat(failures.analyze(new IllegalStateException(inUse)))
                            .isNotNull());
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsToldWithoutItsPassword() {
        Throwable refused = catchThrowable(
                () -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:1/bastide?password=geheim")
                        .close());

        FailureAnalysis analysis = Objects.requireNonNull(failures.analyze(new IllegalStateException("pool", refused)));

        assertThat(analysis.getAction()).contains("BASTIDE_DATABASE_URL");
        assertThat(analysis.getDescription()).doesNotContain("geheim");
    }

    @Test
    void aTakenPortOfTheConsoleIsNamedWithItsOption() {
        Throwable taken = new ApplicationContextException("webServerStartStop", new PortInUseException(8443));

        FailureAnalysis analysis = Objects.requireNonNull(failures.analyze(taken));

        assertThat(analysis.getDescription()).isEqualTo("Port 8443 of the console is used by another program.");
        assertThat(analysis.getAction()).contains("--http-port");
    }

    @Test
    void itIsToldOnOneLine() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        FailureAnalysis analysis = new FailureAnalysis("The sun is down.", "Wait.", new IllegalStateException());

        new StartReport(new PrintStream(written, true, StandardCharsets.UTF_8)).report(analysis);

        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Bastide does not start: The sun is down. Wait.");
    }

    @Test
    void anythingElseIsLeftToOthers() {
        assertThat(failures.analyze(new IllegalStateException("a fault of ours")))
                .isNull();
    }
}
