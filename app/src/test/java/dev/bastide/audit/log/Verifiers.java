package dev.bastide.audit.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The two verifiers: that of the verifier module, compiled here for release 17, and the one in Python. */
public final class Verifiers {
    /** What one of them answered. */
    public record Answer(int code, String text) {}

    private static final Path SOURCES = Path.of("../verifier/src/main/java");
    private static final Path PYTHON = Path.of("src/test/resources/audit-log");
    private static final String EACH = """
            import sys, verify
            for line in open(sys.argv[1]):
                print(verify.main(line.split()), flush=True)
            """;

    private final Method run;

    public Verifiers(Path classes) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
                Stream<Path> tree = Files.walk(SOURCES)) {
            List<Path> files = tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
            List<String> options = List.of("--release", "17", "-d", classes.toString(), "-Xlint:-options");
            var sources = manager.getJavaFileObjectsFromPaths(files);
            if (!compiler.getTask(null, manager, null, options, null, sources).call()) {
                throw new IllegalStateException("the verifier does not compile");
            }
            URLClassLoader loader =
                    new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
            run = loader.loadClass("dev.bastide.verifier.Verify").getMethod("run", String[].class, PrintStream.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public Answer java(String... arguments) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            int code = (int) run.invoke(null, arguments, new PrintStream(text, true, StandardCharsets.UTF_8));
            return new Answer(code, text.toString(StandardCharsets.UTF_8));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the verifier crashed", e);
        }
    }

    public static boolean hasPython() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    }

    /** The exit codes for several lines of arguments, in one process. */
    public static List<Integer> python(List<String> lines, Path scratch) throws IOException, InterruptedException {
        Path list = Files.write(scratch.resolve("bundles.txt"), lines);
        Path answers = scratch.resolve("answers.txt");
        ProcessBuilder builder = new ProcessBuilder("python3", "-B", "-c", EACH, list.toString());
        builder.environment().put("PYTHONPATH", PYTHON.toAbsolutePath().toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(answers.toFile())
                .start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the verifier in Python does not end");
        }
        List<Integer> codes = new ArrayList<>();
        List<String> output = Files.readAllLines(answers);
        output.stream().filter(line -> line.matches("[012]")).forEach(line -> codes.add(Integer.valueOf(line)));
        if (codes.size() != lines.size()) {
            throw new IllegalStateException("the verifier in Python failed: " + output);
        }
        return codes;
    }
}
