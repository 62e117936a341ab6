package dev.bastide.portal.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The terminals of the invented people: this machine's plain {@code ssh}, their keys, and the codes that their
 * telephones show. They go through the bastion like everybody else.
 */
final class DemoTerminal {
    private static final Duration PROMPT = Duration.ofSeconds(4);
    private static final Duration READING = Duration.ofMillis(400);
    private static final int LOGIN_SECONDS_MAX = 30;

    private final DemoHost host;
    private final int port;

    DemoTerminal(DemoHost host, int port) {
        this.host = host;
        this.port = port;
    }

    /** The line that a person types to log in; known hosts are those that these terminals have met. */
    String line(String login, String target) {
        return "ssh -p " + port + " " + options(login) + " " + login + "%" + target + "@localhost";
    }

    /** What ssh must be told so that it finds the key of an invented person and what is known of the bastion. */
    String options(String login) {
        return "-i " + host.keyFile(login) + " -o UserKnownHostsFile=" + host.knownHosts();
    }

    /** The account of this machine as which everything runs. */
    String account() {
        return host.account();
    }

    /** Runs one command on a host and returns its exit code. */
    int run(String login, String target, String code, String command) throws IOException, InterruptedException {
        List<String> words = ssh(login, target);
        words.add(command);
        Process process = start(words, code);
        process.getOutputStream().close();
        drain(process);
        return exit(process);
    }

    /** Sits down at a shell and types these lines, each when the prompt has come; returns the exit code. */
    int type(String login, String target, String code, List<String> lines) throws IOException, InterruptedException {
        List<String> words = ssh(login, target);
        words.add(1, "-tt");
        Process process = start(words, code);
        Screen screen = drain(process);
        OutputStream keyboard = process.getOutputStream();
        for (String line : lines) {
            screen.awaitPrompt();
            // A person reads before typing on; without that the recording would show no one at work.
            LockSupport.parkNanos(READING.toNanos());
            keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }
        return exit(process);
    }

    private List<String> ssh(String login, String target) {
        return new ArrayList<>(List.of(
                "ssh",
                "-F",
                "none",
                "-p",
                Integer.toString(port),
                "-i",
                host.keyFile(login).toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "UserKnownHostsFile=" + host.knownHosts(),
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "NumberOfPasswordPrompts=1",
                login + "%" + target + "@localhost"));
    }

    private Process start(List<String> words, String code) throws IOException {
        Path answers = host.answers();
        if (!Files.exists(answers)) {
            Files.writeString(answers, "#!/bin/sh\nprintf '%s\\n' \"$BASTIDE_ANSWER\"\n");
            Files.setPosixFilePermissions(answers, PosixFilePermissions.fromString("rwx------"));
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("SSH_ASKPASS", answers.toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        builder.environment().put("DISPLAY", ":0");
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("BASTIDE_ANSWER", code);
        return builder.start();
    }

    private static int exit(Process process) throws InterruptedException {
        if (!process.waitFor(LOGIN_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }

    private static Screen drain(Process process) {
        Screen screen = new Screen();
        Thread.ofVirtual().name("demonstration-terminal").start(() -> {
            try (InputStream shown = process.getInputStream()) {
                byte[] bytes = new byte[4096];
                int length;
                while ((length = shown.read(bytes)) >= 0) {
                    screen.show(new String(bytes, 0, length, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The session is over; nothing more is shown.
            }
        });
        return screen;
    }

    /** What is shown since the last prompt was answered. */
    private static final class Screen {
        private final StringBuilder text = new StringBuilder();

        synchronized void show(String more) {
            text.append(more);
            notifyAll();
        }

        /** Waits for a shell's prompt, at most a moment: a shell without one is typed to as well. */
        synchronized void awaitPrompt() throws InterruptedException {
            long deadline = System.nanoTime() + PROMPT.toNanos();
            while (!text.toString().stripTrailing().matches("(?s).*[$#%>](\u001b\\[[0-9;?]*[a-zA-Z])*")) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
            text.setLength(0);
        }
    }
}
