package dev.bastide.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.job.Jobs;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Recurring work that keeps failing is told to the administrators, once. */
@BastideTest
class JobWatchTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    private Jobs jobs;

    @Autowired
    private JobWatch watch;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private TestClock clock;

    @Autowired
    private JdbcClient sql;

    private volatile boolean broken = true;

    @Test
    void isToldOnceAndOnlyAfterAWhile() throws Exception {
        TestPeople.Someone administrator = somebody.with("administrator");
        String name = "test.failing-" + administrator.login();
        jobs.every(name, Duration.ofMillis(100), () -> {
            if (broken) {
                throw new IllegalStateException("the test says so");
            }
        });
        try {
            Eventually.holds(
                    "the work has failed",
                    SOON,
                    () -> jobs.all().stream().anyMatch(job -> job.name().equals(name) && job.failingSince() != null));
            watch.look();
            assertThat(told(name, false)).isZero();

            clock.advance(Duration.ofMinutes(6));
            watch.look();
            watch.look();

            Eventually.holds("it is an alarm, once", SOON, () -> told(name, false) == 1);
        } finally {
            broken = false;
        }
        Eventually.holds(
                "the work runs well again",
                SOON,
                () -> jobs.all().stream().anyMatch(job -> job.name().equals(name) && job.failingSince() == null));
        Eventually.holds("the alarm is over", SOON, () -> {
            watch.look();
            return told(name, true) == 1;
        });
    }

    private long told(String job, boolean over) {
        return sql.sql("""
                select coalesce(sum(t.times), 0)
                from alarm.alarm a
                join alarm.tally t on t.alarm = a.id
                where a.kind = 'alarm.job-failing' and a.object = :job and a.closed = :over
                """)
                .param("job", "job:" + job)
                .param("over", over)
                .query(Long.class)
                .single();
    }
}
