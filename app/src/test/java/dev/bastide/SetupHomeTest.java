package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bastide.ground.Home;
import dev.bastide.testing.Company;
import dev.bastide.testing.Program;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that work on a home folder say which one it is, and leave alone what is none of theirs. */
class SetupHomeTest {
    private static final Path CLI = Path.of("../bastide").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private String file = "";

    @BeforeEach
    void write() throws Exception {
        Path written = folder.resolve("company.yaml");
        Files.writeString(written, Company.setupFile(""));
        file = written.toString();
    }

    @Test
    void aFolderOfAnotherProgramIsLeftAlone() throws Exception {
        Path other = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(other.resolve("holiday.txt"), "sea");

        Program.Result refused = bastide(Map.of(), "setup", file, "--home", other.toString());

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("Home folder: " + other, "as --home says", "is not empty", "--home DIR");
        assertThat(other.toFile().list()).containsExactly("holiday.txt");
        assertThat(bastide(Map.of("BASTIDE_HOME", file), "setup", file).err())
                .contains("as BASTIDE_HOME says", "is a file, not a folder");
    }

    @Test
    void theServerOfAnotherHomeIsNotSilentlyPassedBy() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/healthz", exchange -> {
            try (exchange) {
                byte[] up = "{\"status\":\"up\"}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, up.length);
                exchange.getResponseBody().write(up);
            }
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort();
        Path fresh = folder.resolve("fresh");
        try {
            Program.Result refused = bastide(Map.of("BASTIDE_URL", url), "setup", file, "--home", fresh.toString());

            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err()).contains(url, "not on this home folder", "--home DIR", "Nothing was founded");
            assertThat(fresh).doesNotExist();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileThatIsNotThereIsSaidBeforeAnythingIsMade() throws Exception {
        Path fresh = folder.resolve("fresh");

        Program.Result missing = bastide(Map.of(), "setup", file + "x", "--home", fresh.toString());

        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("Cannot read " + file + "x");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void aWrongFileIsToldBeforeAnythingIsMade() throws Exception {
        Path fresh = folder.resolve("fresh");
        Files.writeString(Path.of(file), Company.setupFile("").replaceFirst("duty: approver", "duty: pilot"));

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        int exit = new SetupCommand(System.out, err)
                .run(Path.of(file), fresh, new String[] {"--bastide.home=" + fresh}, false);

        assertThat(exit).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsPattern("Line [0-9]+ \\([a-z]+\\): people\\[[0-9]+]\\.duty: there is no duty pilot")
                .contains("Nothing was founded.")
                .doesNotContain("Exception", "\tat ");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void aHeldFolderIsWaitedForAndNotFoundedBehindItsHolder() {
        Path held = folder.resolve("held");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (Home holder = Home.open(held)) {
            String[] properties = {"--bastide.home=" + holder.folder()};
            int exit = new SetupCommand(System.out, err).run(Path.of(file), held, properties, false);

            assertThat(exit)
                    .as("what ./bastide takes as: wait, and ask the server")
                    .isEqualTo(75);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(held.toFile().list()).containsExactly("bastide.lock");
    }

    @Test
    void recoverNamesTheFolderAndHowToStart() throws Exception {
        Program.Result away =
                bastide(Map.of(), "recover", "--reason", "all authenticators were lost", "--home", folder.toString());

        assertThat(away.exit()).isEqualTo(4);
        assertThat(away.err()).contains("Home folder: " + folder, "./run --home " + folder);
        assertThat(bastide(Map.of(), "recover").exit()).isEqualTo(2);
    }

    private Program.Result bastide(Map<String, String> environment, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "-u", "BASTIDE_HOME", "-u", "BASTIDE_URL"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(CLI.toString());
        command.addAll(List.of(words));
        return Program.of(command).run();
    }
}
