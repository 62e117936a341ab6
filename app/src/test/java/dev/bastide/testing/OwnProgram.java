package dev.bastide.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program in a process of its own, always on the same ports, so that it can be killed and started again. */
public final class OwnProgram implements AutoCloseable {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(3);

    private final Path folder;
    private final int httpPort;
    private final int sshPort;
    private final Path cli;
    private final Map<String, Long> used = new HashMap<>();
    private @Nullable Process process;

    public OwnProgram(Path folder) throws IOException {
        this.folder = folder;
        this.httpPort = RealSshd.freePort();
        this.sshPort = RealSshd.freePort();
        this.cli = commandLine(folder.resolve("built"));
    }

    /**
     * Spares a new home folder the unpacking of PostgreSQL, some seconds: where the tests have it unpacked, it is lent.
     * {@code CommandLineJourneyTest} lets the program unpack it.
     */
    public static void lendPostgres(Path home) throws IOException {
        Path ours = Path.of("target", "test-postgres").toAbsolutePath();
        if (Files.exists(home) || !Files.isDirectory(ours)) {
            return;
        }
        try (Stream<Path> unpacked = Files.list(ours)) {
            for (Path program : unpacked.filter(OwnProgram::isProgram).toList()) {
                for (Path made : List.of(home, home.resolve("postgres"))) {
                    Files.createDirectories(made);
                    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
                }
                Files.createSymbolicLink(home.resolve("postgres").resolve(program.getFileName()), program);
            }
        }
    }

    private static boolean isProgram(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.startsWith("program-") && !name.endsWith(".draft");
    }

    /** The script with the classes that are tested beside it, as where they were built. */
    private static Path commandLine(Path built) throws IOException {
        if (Files.exists(built)) {
            return built.resolve("bastide");
        }
        Files.createDirectories(built.resolve("app/target/run"));
        Files.copy(REPOSITORY.resolve("bastide"), built.resolve("bastide"));
        for (String beside : List.of(".ci", "verifier")) {
            Files.createSymbolicLink(built.resolve(beside), REPOSITORY.resolve(beside));
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(classes().split(File.pathSeparator, -1))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(built.resolve("app/target/run/bastide.jar"))) {
            new JarOutputStream(out, manifest).close();
        }
        return built.resolve("bastide");
    }

    private static String classes() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Starts it and waits until it is healthy. */
    public void start() throws Exception {
        begin();
        awaitHealth();
    }

    /** Waits until it is healthy. */
    public void awaitHealth() throws Exception {
        Process started = Objects.requireNonNull(process);
        Eventually.holds("the program is healthy", START, () -> {
            assertThat(started.isAlive())
                    .as("%s", Files.readString(folder.resolve("log")))
                    .isTrue();
            return healthy();
        });
    }

    /** Starts it where it is locked, and waits until it says so. */
    public void startLocked() throws Exception {
        begin();
        Eventually.holds("it is locked", START, () -> {
            try (HttpClient client = HttpClient.newHttpClient()) {
                URI health = URI.create("http://127.0.0.1:" + httpPort + "/healthz");
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
                return answer.statusCode() == 503 && answer.body().contains("vault");
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Starts it where it cannot start: its exit code, and on the lines after it what it said. */
    public String refusal() throws Exception {
        Process started = begin();
        assertThat(started.waitFor(START.toSeconds(), TimeUnit.SECONDS))
                .as("ends by itself")
                .isTrue();
        return started.exitValue() + "\n" + Files.readString(folder.resolve("log"));
    }

    /** Its home folder. */
    public Path home() {
        return folder.resolve("home");
    }

    public int httpPort() {
        return httpPort;
    }

    public int sshPort() {
        return sshPort;
    }

    /** Starts it and waits for nothing. */
    public Process begin() throws IOException {
        lendPostgres(home());
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes(),
                        "dev.bastide.Bastide",
                        "--home",
                        home().toString(),
                        "--http-port",
                        Integer.toString(httpPort),
                        "--ssh-port",
                        Integer.toString(sshPort))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        process = started;
        return started;
    }

    /** What {@code kill -9} does. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }

    /** {@code ./bastide WORDS} with this person's token; with an empty login, as nobody. */
    public Program bastide(String login, String... words) {
        List<String> command = new ArrayList<>(List.of(cli.toString()));
        command.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>();
        environment.put("BASTIDE_HOME", home().toString());
        environment.put("BASTIDE_URL", "https://localhost:" + httpPort);
        environment.put("BASTIDE_TOKEN", login.isEmpty() ? "" : token(login));
        environment.put("BASTIDE_TRIES", "60");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return Program.of(command).environment(environment).within(Duration.ofMinutes(3));
    }

    /** Founds the company of the set-up file's other parts with these people, written {@code login duty} or {@code login duty team}. */
    public Program.Result found(List<String> people, String rest) throws Exception {
        String told = people.stream()
                .map(person -> person.split(" ", -1))
                .map(words ->
                        "  - {login: %s, name: %s Example, email: %s@example.org, team: %s, duty: %s, totp: %s, token: %s}"
                                .formatted(
                                        words[0],
                                        words[0],
                                        words[0],
                                        words.length > 2 ? words[2] : "Web",
                                        words[1],
                                        secret(words[0]),
                                        token(words[0])))
                .collect(Collectors.joining("\n"));
        Path file = folder.resolve("setup.yaml");
        Files.writeString(file, "schema: 1\npeople:\n" + told + "\n" + rest);
        return bastide("", "setup", file.toString()).run().ok();
    }

    /** What the person's authenticator shows, each code once: waits for the next but one when it must. */
    public String code(String login) throws Exception {
        long next = Math.max(step(), used.getOrDefault(login, -1L) + 1);
        // The next code counts already.
        Eventually.holds("a fresh code", Duration.ofSeconds(40), () -> step() + 1 >= next);
        used.put(login, next);
        return Totp.code(Base32.decode(secret(login)), next, 6);
    }

    private static long step() {
        return Totp.stepAt(Clock.systemUTC().instant());
    }

    private static String token(String login) {
        return "bst_" + (login + "0".repeat(40)).substring(0, 40);
    }

    private static String secret(String login) {
        return login.substring(0, 1).toUpperCase(Locale.ROOT) + "BSWY3DPEHPK3PXPJBSWY3DPEHPK3PX7";
    }

    private boolean healthy() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/healthz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"up\"");
        } catch (IOException e) {
            return false;
        }
    }
}
