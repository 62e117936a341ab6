package dev.bastide.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** Runs a program of the machine as a person would, and tells what came of it. */
public final class Program {
    private final List<String> command;
    private byte[] input = new byte[0];
    private Duration within = Duration.ofSeconds(60);
    private Map<String, String> environment = Map.of();

    private Program(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** What a program left. */
    public record Result(int exit, byte[] bytes, String err) {
        /** Its standard output as text. */
        public String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** Fails with everything the program said unless it ended well. */
        public Result ok() {
            Assertions.assertEquals(0, exit, () -> "exit " + exit + "\n" + out() + "\n" + err);
            return this;
        }
    }

    public static Program of(String... command) {
        return new Program(List.of(command));
    }

    public static Program of(List<String> command) {
        return new Program(command);
    }

    public Program input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    public Program input(byte[] bytes) {
        input = bytes;
        return this;
    }

    public Program within(Duration time) {
        within = time;
        return this;
    }

    public Program environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** Runs it to its end; kills it and fails if that takes too long. */
    public Result run() throws IOException, InterruptedException {
        Process process = start();
        CompletableFuture<byte[]> out = CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
        CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        Thread.ofVirtual().start(() -> feed(process));
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            Assertions.fail("Not within " + within + ": " + command + "\n" + text(err));
        }
        return new Result(process.exitValue(), join(out), text(err));
    }

    /** Starts it; the caller feeds, reads and ends it. */
    public Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Whether the machine has this program. */
    public static boolean present(String name) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    private void feed(Process process) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (IOException e) {
            // The program ended without reading everything.
        }
    }

    private static byte[] all(java.io.InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] join(CompletableFuture<byte[]> bytes) {
        try {
            return bytes.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            return "(not read)".getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String text(CompletableFuture<byte[]> bytes) {
        return new String(join(bytes), StandardCharsets.UTF_8);
    }
}
