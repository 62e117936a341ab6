package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

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
    void anythingElseIsLeftToOthers() {
        assertThat(failures.analyze(new IllegalStateException("a fault of ours")))
                .isNull();
    }
}
