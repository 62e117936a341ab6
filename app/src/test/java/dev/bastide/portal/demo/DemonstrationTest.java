package dev.bastide.portal.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.OwnProgram;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/**
 * {@code ./run --demo} as a newcomer meets it: what it prints is enough to walk an operation alone, no page is empty, and
 * without {@code --demo} the invented people get nowhere.
 */
class DemonstrationTest {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern SIGN_IN =
            Pattern.compile("(?m)^  (\\w+) .*password: (demonstration \\w+)  authenticator secret: (\\w+)$");
    private static final Pattern HOST = Pattern.compile("(?m)^  Host: (ssh .*)$");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private final Map<String, Long> used = new HashMap<>();
    private int httpPort;
    private int sshPort;

    /** What was printed for one person. */
    private record Printed(String login, String password, String secret) {}

    @AfterEach
    void stopWhatRuns() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void aNewcomerWalksAnOperationAlone() throws Exception {
        assumeTrue(RealSshd.present(), "needs /usr/sbin/sshd");
        httpPort = RealSshd.freePort();
        sshPort = RealSshd.freePort();
        OwnProgram.lendPostgres(folder.resolve("home"));
        start("--demo");
        Eventually.holds("the sign-ins are printed", START, () -> log().contains("Console: http"));
        assertThat(log()).doesNotContain("goes on without");

        try (Chromium nora = browser(printed("nora"));
                Chromium otto = browser(printed("otto"))) {
            assertThat(log())
                    .contains("its hosts are this machine", "runs here, as " + System.getProperty("user.name"));
            nora.read("its hosts are this machine: what is typed on them runs here as "
                    + System.getProperty("user.name"));
            nora.go(address() + "/hosts/web-01");
            nora.read("ssh -p " + sshPort + " -i ");
            nora.picture("demonstration-host");
            String operation = ask(nora);
            approve(otto, printed("otto"), operation);
            try (Chromium mei = browser(printed("mei"))) {
                approve(mei, printed("mei"), operation);
            }
            logIn(printed("nora"));
            noPageIsEmpty(otto, "/", "/approvals", "/notices", "/hosts", "/operations", "/reviews", "/people");
        }
        try (Chromium ravi = browser(printed("ravi"))) {
            noPageIsEmpty(ravi, "/sessions", "/record", "/permissions", "/tree", "/specifications", "/register");
            ravi.go(address() + "/sessions");
            ravi.see("tbody a.row-link").click();
            ravi.press("Replay recording");
            ravi.read("the recording is whole and as it was written");
            assertThat(ravi.complaints()).isEmpty();
        }
        refusesWithoutDemo();
    }

    /** Neither with the book of the invented people nor without it. */
    private void refusesWithoutDemo() throws Exception {
        started.getLast().destroy();
        started.getLast().waitFor();
        for (boolean book : List.of(true, false)) {
            if (!book) {
                Files.delete(folder.resolve("home").resolve("demonstration.properties"));
            }
            Process plain = start();
            assertThat(plain.waitFor(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
            assertThat(plain.exitValue()).isNotZero();
            assertThat(log())
                    .contains("Bastide does not start: The home folder")
                    .contains("holds a demonstration. Start it with --demo")
                    .doesNotContain("\tat dev.bastide");
        }
    }

    private String ask(Chromium nora) {
        nora.go(address() + "/operations/new?spec=look-at-load");
        nora.fill("hosts", "web-01");
        nora.fill("account", System.getProperty("user.name"));
        nora.fill("reason", "See what the sale does to the server.");
        nora.press("Show what would happen");
        nora.press("Ask for approval");
        nora.read("waits for approval");
        return nora.path().substring("/operations/".length());
    }

    private void approve(Chromium browser, Printed person, String operation) throws Exception {
        browser.go(address() + "/operations/" + operation);
        browser.press("Open the decision");
        browser.fill("evaluation", "It was rehearsed and only reads.");
        if (!browser.driver().findElements(By.name("code")).isEmpty()) {
            browser.fill("code", code(person));
        }
        browser.press("Approve");
        browser.read("Your approval is written down.");
    }

    /** By exactly the line that is printed. */
    private void logIn(Printed nora) throws Exception {
        Matcher line = HOST.matcher(log());
        assertThat(line.find()).isTrue();
        List<String> command = new ArrayList<>(List.of(line.group(1).split(" ", -1)));
        command.add("uptime");
        Path answer = folder.resolve("answer");
        Files.writeString(answer, "#!/bin/sh\necho " + code(nora) + "\n");
        Files.setPosixFilePermissions(answer, PosixFilePermissions.fromString("rwx------"));

        Program.Result result = Program.of(command)
                .environment(Map.of(
                        "SSH_ASKPASS", answer.toString(), "SSH_ASKPASS_REQUIRE", "force", "HOME", folder.toString()))
                .run()
                .ok();

        assertThat(result.out()).contains("load average");
    }

    private void noPageIsEmpty(Chromium browser, String... paths) {
        List<String> empty = new ArrayList<>();
        for (String path : paths) {
            browser.go(address() + path);
            browser.see("main h1");
            if (!browser.driver().findElements(By.cssSelector(".empty")).isEmpty()) {
                empty.add(path);
            }
        }
        assertThat(empty).isEmpty();
    }

    private Chromium browser(Printed person) throws Exception {
        Chromium browser = Chromium.start();
        browser.signIn(address(), person.login(), person.password(), code(person));
        return browser;
    }

    /** A code not shown before; waits for the next one if the telephone shows none. */
    private String code(Printed person) throws Exception {
        long step = Math.max(now(), used.getOrDefault(person.login(), 0L) + 1);
        Eventually.holds("a code not used yet", Duration.ofSeconds(65), () -> now() + 1 >= step);
        used.put(person.login(), step);
        return Totp.code(Base32.decode(person.secret()), step, 6);
    }

    private static long now() {
        return Totp.stepAt(Clock.systemUTC().instant());
    }

    private Printed printed(String login) throws IOException {
        Matcher lines = SIGN_IN.matcher(log());
        while (lines.find()) {
            if (lines.group(1).equals(login)) {
                return new Printed(login, lines.group(2), lines.group(3));
            }
        }
        throw new AssertionError("no sign-in of " + login + " is printed");
    }

    private String address() {
        return "https://localhost:" + httpPort;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.bastide.Bastide",
                "--home",
                folder.resolve("home").toString(),
                "--http-port",
                Integer.toString(httpPort),
                "--ssh-port",
                Integer.toString(sshPort)));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started.add(process);
        return process;
    }
}
