package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program as a process of its own: it stops at once when asked, comes up again after it or its database was
 * killed, and two of them never share a home folder. The small twin is {@code PostgresServerTest}.
 */
@Tag("long")
class SurvivalTest {
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> started = new java.util.ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        client.close();
    }

    @Test
    void comesUpAgainAfterEveryKill() throws Exception {
        int port = freePort();
        Process first = start(port);
        Eventually.holds("the first start is healthy", START, () -> health(port) == 200);

        long postgres = first.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/postgres"))
                .mapToLong(ProcessHandle::pid)
                .min()
                .orElseThrow();
        ProcessHandle.of(postgres).ifPresent(ProcessHandle::destroyForcibly);
        Eventually.holds("the database's end is seen", Duration.ofSeconds(20), () -> health(port) == 503);
        Eventually.holds("the database is back", Duration.ofSeconds(60), () -> health(port) == 200);

        first.destroyForcibly().waitFor();
        Process second = start(port);
        Eventually.holds("the second start is healthy", START, () -> health(port) == 200);

        long before = System.nanoTime();
        second.destroy();
        second.waitFor();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aDatabaseThatHangsIsToldWithinAMonitorsPatience() throws Exception {
        int port = freePort();
        Process program = start(port);
        Eventually.holds("the program is healthy", START, () -> health(port) == 200);
        List<String> postgres = program.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/postgres"))
                .map(child -> Long.toString(child.pid()))
                .toList();

        signal("-STOP", postgres);
        try {
            long before = System.nanoTime();
            assertThat(health(port)).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        } finally {
            signal("-CONT", postgres);
        }
        Eventually.holds("the database answers again", Duration.ofSeconds(60), () -> health(port) == 200);
    }

    private static void signal(String signal, List<String> pids) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("kill", signal));
        command.addAll(pids);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void secondProgramOnOneHomeEndsAndSaysWhy() throws Exception {
        int port = freePort();
        start(port);
        Eventually.holds("the first is healthy", START, () -> health(port) == 200);

        Process second = start(freePort());

        assertThat(second.waitFor()).isNotZero();
        assertThat(Files.readString(folder.resolve("log-2"))).contains("Another Bastide runs on the home folder");
    }

    private Process start(int port) throws IOException {
        String classes = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes/"))
                .collect(Collectors.joining(":"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        "dev.bastide.Bastide",
                        "--home",
                        folder.resolve("home").toString(),
                        "--http-port",
                        Integer.toString(port),
                        "--ssh-port",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + (started.size() + 1)).toFile())
                .start();
        started.add(process);
        return process;
    }

    private int health(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
