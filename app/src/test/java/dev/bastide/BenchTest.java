package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benches are no part of the build, yet they use what is: they still compile. */
class BenchTest {
    private static final Path BENCHES = Path.of("..", "bench");

    /** The verifier stands apart from the program, and so from the class path here. */
    private static final Path VERIFIER = Path.of("..", "verifier", "src", "main", "java");

    @TempDir
    Path classes;

    @Test
    void everyBenchCompiles() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.list(BENCHES)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertThat(sources).hasSizeGreaterThan(2);

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean compiled;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-proc:none", "-sourcepath", VERIFIER.toString(), "-d", classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }

        assertThat(compiled).as(said.toString()).isTrue();
    }
}
