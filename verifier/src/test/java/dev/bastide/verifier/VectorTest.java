package dev.bastide.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle of the specification is proven, and any change to it is not. */
class VectorTest {
    private static final Path VECTOR = Path.of("src/test/resources/vector");
    private static final Path BUNDLE = VECTOR.resolve("log");

    @TempDir
    Path folder;

    @Test
    void isProven() {
        String[] arguments = {
            BUNDLE.toString(),
            "--key",
            VECTOR.resolve("log.pub").toString(),
            "--policy",
            VECTOR.resolve("log.policy").toString()
        };

        assertThat(run(0, arguments)).startsWith("proven").contains("300 read and checked", "2 of 3 cosigned");
    }

    @Test
    void isOnlyConsistentWithoutTheKey() {
        assertThat(run(0, BUNDLE.toString())).startsWith("consistent, signer unknown: ");
    }

    @Test
    void isNotProvenOnceChanged() throws IOException {
        int made = 0;
        for (Path file : files()) {
            int size = (int) Files.size(file);
            for (int at : new int[] {0, size / 3, size / 2, size - 1}) {
                Path copy = copy("c" + made++);
                Path changed = copy.resolve(BUNDLE.relativize(file).toString());
                byte[] bytes = Files.readAllBytes(changed);
                bytes[at] ^= 1;
                Files.write(changed, bytes);
                assertThat(run(1, copy.toString())).startsWith("not proven: ");
            }
            Path without = copy("w" + made++);
            Files.delete(without.resolve(BUNDLE.relativize(file).toString()));
            assertThat(run(1, without.toString())).startsWith("not proven: ");
        }
        Path more = copy("more");
        Files.writeString(more.resolve("more"), "more");
        assertThat(run(1, more.toString()))
                .isEqualToIgnoringNewLines("not proven: more: is not listed in the manifest");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(BUNDLE)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }

    private Path copy(String name) throws IOException {
        Path to = folder.resolve(name);
        for (Path file : files()) {
            Path target = to.resolve(BUNDLE.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        return to;
    }

    private static String run(int code, String... arguments) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        assertThat(Verify.run(arguments, new PrintStream(text, true, StandardCharsets.UTF_8)))
                .isEqualTo(code);
        return text.toString(StandardCharsets.UTF_8);
    }
}
