package dev.bastide.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.TestAudit;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Recurring work: one node at a time, never twice at once, and taken over from a node that was killed. */
class JobsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static TestDatabase database;

    private final TestClock clock = new TestClock();

    @BeforeAll
    static void copy() {
        database = TestDatabase.copy();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void runsAgainAfterItsInterval() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Jobs node = node();
        String name = name();
        node.every(name, Duration.ofMinutes(1), runs::incrementAndGet);

        node.pass();
        idle(node, name);
        node.pass();
        idle(node, name);

        assertThat(runs).hasValue(1);

        clock.advance(Duration.ofSeconds(61));
        node.pass();
        idle(node, name);

        assertThat(runs).hasValue(2);
    }

    @Test
    void aClockThatWentBackStopsNothing() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Jobs node = node();
        String name = name();
        clock.advance(Duration.ofDays(1));
        node.every(name, Duration.ofMinutes(1), runs::incrementAndGet);
        node.pass();
        idle(node, name);
        assertThat(runs).hasValue(1);

        clock.reset();
        node.pass();
        idle(node, name);
        node.pass();
        idle(node, name);

        assertThat(runs).hasValue(2);
    }

    @Test
    void twoNodesNeverDoItAtTheSameTime() throws Exception {
        AtomicInteger at = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        Runnable work = () -> {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            await(release);
            runs.incrementAndGet();
            at.decrementAndGet();
        };
        String name = name();
        Jobs one = node();
        Jobs other = node();
        one.every(name, Duration.ofSeconds(1), work);
        other.every(name, Duration.ofSeconds(1), work);

        for (int i = 0; i < 5; i++) {
            one.pass();
            other.pass();
            clock.advance(Duration.ofSeconds(20));
        }
        release.countDown();
        idle(one, name);
        idle(other, name);

        // A hundred seconds passed, more than a lease; the holder kept renewing it.
        assertThat(most).hasValue(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void anotherNodeTakesOverFromOneThatWasKilled() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        String name = name();
        Jobs killed = node();
        killed.every(name, Duration.ofSeconds(1), () -> await(forEver));
        Jobs living = node();
        living.every(name, Duration.ofSeconds(1), runs::incrementAndGet);
        killed.pass();

        clock.advance(Jobs.LEASE.minusSeconds(2));
        living.pass();
        assertThat(living.runsHere(name)).isFalse();

        clock.advance(Duration.ofSeconds(3));
        living.pass();
        idle(living, name);

        assertThat(runs).hasValue(1);
        assertThat(standing(name).lost()).isEqualTo(1);
        forEver.countDown();
    }

    @Test
    void aFailureIsKeptAndTheWorkGoesOn() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        String name = name();
        Jobs node = node();
        node.every(name, Duration.ofSeconds(1), () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("the disk is full");
            }
        });
        node.pass();
        idle(node, name);

        assertThat(standing(name).lastFailure()).isEqualTo("IllegalStateException: the disk is full");
        assertThat(standing(name).failingSince()).isNotNull();

        clock.advance(Duration.ofSeconds(2));
        node.pass();
        idle(node, name);

        assertThat(standing(name).failingSince()).isNull();
        assertThat(standing(name).failures()).isEqualTo(1);
        assertThat(standing(name).runs()).isEqualTo(2);
    }

    @Test
    void aCleanStopGivesTheWorkBackAtOnce() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        String name = name();
        Jobs stopping = node();
        stopping.every(name, Duration.ofMillis(1), () -> await(forEver));
        stopping.pass();
        stopping.stop(Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(1));
        Jobs next = node();
        next.every(name, Duration.ofSeconds(1), runs::incrementAndGet);

        next.pass();
        idle(next, name);

        assertThat(runs).hasValue(1);
    }

    @Test
    void twoJobsOfOneNameAreRefused() {
        Jobs node = node();
        String name = name();
        node.every(name, Duration.ofSeconds(1), () -> {});

        assertThatThrownBy(() -> node.every(name, Duration.ofSeconds(1), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Jobs node() {
        return new Jobs(
                new Schedules(database.sql()),
                TestAudit.log(database.dataSource(), folder, clock),
                clock,
                new NodeName(UUID.randomUUID()),
                new DataSourceTransactionManager(database.dataSource()));
    }

    private JobStanding standing(String name) {
        return node().all().stream()
                .filter(standing -> standing.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void idle(Jobs node, String name) throws Exception {
        Eventually.holds("the run has ended", SOON, () -> !node.runsHere(name));
    }

    private static String name() {
        return "test.j" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
