package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands a stranger types first say what is wrong and end with the agreed codes. */
class CommandsTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void runRefusesWrongInput() throws Exception {
        for (List<String> wrong : List.of(
                List.of("--http-port", "x"),
                List.of("--http-port", "70000"),
                List.of("--ssh-port"),
                List.of("--port", "1"))) {
            Said said = say(Map.of(), command("run", wrong));

            assertThat(said.code()).as(wrong.toString()).isEqualTo(2);
            assertThat(said.text()).contains("./run [--home DIR]");
        }
    }

    @Test
    void runRefusesAHomeThatIsAFileOrOpenToOthers() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        Said wrong = say(Map.of(), command("run", List.of("--home", file.toString())));
        Said unsafe = say(Map.of(), command("run", List.of("--home", open.toString())));

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.text().lines()).singleElement().asString().contains(file + " is a file, not a folder");
        assertThat(unsafe.code()).isEqualTo(1);
        assertThat(unsafe.text().lines()).singleElement().asString().endsWith("chmod 700 " + open);
        assertThat(open).isEmptyDirectory();
    }

    @Test
    void runExplainsItself() throws Exception {
        assertThat(say(Map.of(), command("run", List.of("--help"))))
                .matches(said -> said.code() == 0 && said.text().contains("--demo"));
    }

    @Test
    void missingJdkIsNamedWithWhatToInstall() throws Exception {
        Files.createDirectories(folder.resolve("old/bin"));
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");
        Files.writeString(folder.resolve("old/bin/javac"), "");
        assertThat(folder.resolve("old/bin/javac").toFile().setExecutable(true)).isTrue();

        Said said = say(
                Map.of("JAVA_HOME", folder.resolve("old").toString()),
                List.of("sh", "-c", "set -eu; . ./.ci/tools.sh; JDK_NEEDED=99; find_jdk"));

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("needs a JDK 99", "old is a JDK 17", "Install one", "JAVA_HOME");
    }

    @Test
    void missingCommandIsNamedWithItsPackage() throws Exception {
        Said said = say(
                Map.of(), List.of("sh", "-c", "set -eu; . ./.ci/tools.sh; need sh:dash no-such-command:some-package"));

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("apt-get install some-package").doesNotContain("dash");
    }

    @Test
    void bastideFindsTheServerOfItsHomeFolder() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/operations", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("OP-000001\tasked\n".getBytes(StandardCharsets.UTF_8));
            }
        });
        server.start();
        try {
            String address = "http://localhost:" + server.getAddress().getPort();
            Files.writeString(folder.resolve("local.url"), address + "\n");
            Map<String, String> home = Map.of("BASTIDE_HOME", folder.toString());

            assertThat(say(home, command("bastide", List.of("operation", "list"))))
                    .isEqualTo(new Said(0, "OP-000001  asked\n"));
            assertThat(say(
                            Map.of("BASTIDE_HOME", folder.toString(), "BASTIDE_URL", "http://localhost:1"),
                            command("bastide", List.of("operation", "list"))))
                    .as("BASTIDE_URL wins")
                    .matches(said ->
                            said.code() == 4 && said.text().contains("No Bastide answers at http://localhost:1."));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void bastideSendsNoTokenWhereAHomeFolderPointsElsewhere() throws Exception {
        Files.writeString(folder.resolve("local.url"), "http://localhost.example.invalid:8443\n");

        Said said = say(
                Map.of("BASTIDE_HOME", folder.toString(), "BASTIDE_TOKEN", "bst_x"),
                command("bastide", List.of("operation", "list")));

        assertThat(said.code()).isEqualTo(4);
        assertThat(said.text())
                .contains("No Bastide answers at https://localhost:8443.", "set BASTIDE_URL", "BASTIDE_HOME")
                .contains("(looked in: " + folder + ")");
    }

    private static List<String> command(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("sh", script));
        command.addAll(arguments);
        return command;
    }

    private static Said say(Map<String, String> environment, List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(REPOSITORY.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /** What a command printed, and its exit code. */
    private record Said(int code, String text) {}
}
