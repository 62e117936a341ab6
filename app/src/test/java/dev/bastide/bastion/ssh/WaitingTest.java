package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The terminal that waits for two approvals: opens when they come, forgets what was typed, and lets go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private House house;
    private CompletableFuture<Answer> outcome = new CompletableFuture<>();
    private final AtomicInteger givenUp = new AtomicInteger();

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
    }

    @AfterAll
    void close() throws Exception {
        house.close();
    }

    @BeforeEach
    void reset() {
        house.gate.reset();
        outcome = new CompletableFuture<>();
        givenUp.set(0);
        house.gate.answer =
                _ -> new Answer.Waiting(List.of("Filed as OP-7. Waiting."), outcome, givenUp::incrementAndGet);
    }

    @Test
    void opensWithinASecondOfTheApproval() throws Exception {
        Process client = house.ssh(List.of("-tt"), "anna%web-03", "echo op'ened'; exit 5")
                .start();
        try (InputStream out = client.getInputStream()) {
            assertThat(readUntil(out, "Waiting.\r\n")).contains("OP-7");

            long start = System.nanoTime();
            outcome.complete(house.gate.admit(house.gate.attempts.getLast()));

            readUntil(out, "opened");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isEqualTo(5);
        assertThat(givenUp).hasValue(0);
    }

    @Test
    void whatWasTypedWhileWaitingNeverRuns() throws Exception {
        Process client = house.ssh(List.of("-tt"), "anna%web-03").start();
        try (InputStream out = client.getInputStream();
                OutputStream in = client.getOutputStream()) {
            readUntil(out, "Waiting.\r\n");
            write(in, "echo da'nger'\n");
            write(in, "x");
            outcome.complete(house.gate.admit(house.gate.attempts.getLast()));
            // Until the shell has said something, what is typed still counts as typed while waiting.
            assertThat(out.read()).as("the shell's prompt").isNotNegative();
            write(in, "\necho sa'fe'; exit\n");

            assertThat(readUntil(out, "safe")).doesNotContain("danger");
        }
        client.waitFor(5, TimeUnit.SECONDS);
        assertThat(house.gate.lastReel().input.toString(StandardCharsets.UTF_8)).doesNotContain("da'nger'");
    }

    @Test
    void oneKeyTakesTheOtherWay() throws Exception {
        house.gate.answer = _ -> new Answer.Waiting(
                List.of("OP-7 waits. n for another."),
                outcome,
                givenUp::incrementAndGet,
                new Answer.Other('n', () -> new Answer.Refused(List.of("Another then."), 3)));
        Process client = house.ssh(List.of("-tt"), "anna%web-03").start();
        try (InputStream out = client.getInputStream();
                OutputStream in = client.getOutputStream()) {
            readUntil(out, "another.\r\n");

            write(in, "xyz");
            write(in, "N");

            readUntil(out, "Another then.");
            assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(client.exitValue()).isEqualTo(3);
        assertThat(givenUp).as("its place is free again").hasValue(1);
    }

    @Test
    void controlCGivesUp() throws Exception {
        Process client = house.ssh(List.of("-tt"), "anna%web-03").start();
        try (InputStream out = client.getInputStream();
                OutputStream in = client.getOutputStream()) {
            readUntil(out, "Waiting.\r\n");

            write(in, "\u0003");

            assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(client.exitValue()).isEqualTo(130);
        assertThat(givenUp).hasValue(1);
    }

    @Test
    void leavingGivesUp() throws Exception {
        Process client = house.ssh("uptime").start();
        Eventually.holds("it waits", PATIENCE, () -> !house.gate.attempts.isEmpty());

        client.destroyForcibly();

        Eventually.holds("it is given up", PATIENCE, () -> givenUp.get() == 1);
    }

    @Test
    void whoLeftBeforeHeSatDownKeepsNoSeat() throws Exception {
        CompletableFuture<Process> client = new CompletableFuture<>();
        house.gate.answer = _ -> {
            // Filing took so long that he went meanwhile.
            try {
                client.get(15, TimeUnit.SECONDS).destroyForcibly();
                Eventually.holds("he is gone", PATIENCE, () -> !house.gate.left.isEmpty());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return new Answer.Waiting(List.of("Filed as OP-7. Waiting."), outcome, givenUp::incrementAndGet);
        };
        client.complete(house.ssh(List.of("-tt"), "anna%web-03").start());

        Eventually.holds("his seat is free", PATIENCE, () -> givenUp.get() == 1);
        outcome.complete(house.gate.admit(house.gate.attempts.getLast()));
        closedUnopened();
    }

    @Test
    void whoLeftWhileHeWasSeatedAnewKeepsNoSeat() throws Exception {
        CompletableFuture<Answer> second = new CompletableFuture<>();
        CompletableFuture<Answer> third = new CompletableFuture<>();
        AtomicInteger seats = new AtomicInteger();
        Process client = house.ssh("uptime").start();
        Eventually.holds("it waits", PATIENCE, () -> !house.gate.attempts.isEmpty());
        client.destroyForcibly();
        Eventually.holds("it is given up", PATIENCE, () -> givenUp.get() == 1);

        outcome.complete(new Answer.Waiting(List.of("Edited."), second, seats::incrementAndGet));
        assertThat(seats).as("the second seat is free").hasValue(1);
        second.complete(new Answer.Waiting(List.of("Edited again."), third, seats::incrementAndGet));
        assertThat(seats).as("the third is, too").hasValue(2);
        third.complete(house.gate.admit(house.gate.attempts.getLast()));
        closedUnopened();
    }

    private void closedUnopened() {
        Reel reel = house.gate.lastReel();
        assertThat(reel.exit).succeedsWithin(PATIENCE);
        assertThat(reel.exits).as("ended once").hasSize(1).first().isInstanceOf(Exit.Cut.class);
        assertThat(reel.live).as("no host was spoken to").isNotDone();
    }

    @Test
    void scriptWaitsWithItsInputKept() throws Exception {
        Process client = house.ssh("cat").start();
        try (OutputStream in = client.getOutputStream()) {
            write(in, "kept\n");
        }
        Eventually.holds("it waits", PATIENCE, () -> !house.gate.attempts.isEmpty());

        outcome.complete(house.gate.admit(house.gate.attempts.getLast()));

        assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(client.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("kept\n");
        assertThat(client.getErrorStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .contains("OP-7");
    }

    @Test
    void rejectionIsRead() throws Exception {
        Process client = house.ssh("uptime").start();
        Eventually.holds("it waits", PATIENCE, () -> !house.gate.attempts.isEmpty());

        outcome.complete(new Answer.Refused(List.of("Rejected: not on Friday."), 3));

        assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isEqualTo(3);
        assertThat(client.getErrorStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .contains("not on Friday");
    }

    @Test
    void questionIsAnsweredByALine() throws Exception {
        house.gate.answer = _ -> new Answer.Asking(
                List.of("No permit."),
                "Reason: ",
                line -> new Answer.Refused(List.of("Filed with '" + line + "'."), 0));
        Process client = house.ssh(List.of("-tt"), "anna%web-03").start();
        try (InputStream out = client.getInputStream();
                OutputStream in = client.getOutputStream()) {
            readUntil(out, "Reason: ");

            write(in, "disk fulx\u007fl\r");

            assertThat(readUntil(out, "'.")).contains("Filed with 'disk full'");
        }
        assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void questionWithoutATerminalIsARefusal() throws Exception {
        house.gate.answer = _ -> new Answer.Asking(List.of("No permit."), "Reason: ", _ -> {
            throw new AssertionError("nobody can answer");
        });

        assertThat(house.ssh("uptime").run().err()).isEqualTo("No permit.\n");
    }

    private static void write(OutputStream in, String text) throws Exception {
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private static String readUntil(InputStream out, String end) throws Exception {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = out.read();
            if (next < 0) {
                throw new AssertionError("ended after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
