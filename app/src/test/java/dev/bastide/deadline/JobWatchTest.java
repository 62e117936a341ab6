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
            assertThat(told(administrator, name)).isZero();

            clock.advance(Duration.ofMinutes(6));
            watch.look();
            watch.look();

            assertThat(told(administrator, name)).isEqualTo(1);
        } finally {
            broken = false;
        }
        Eventually.holds(
                "the work runs well again",
                SOON,
                () -> jobs.all().stream().anyMatch(job -> job.name().equals(name) && job.failingSince() == null));
    }

    private long told(TestPeople.Someone person, String job) {
        return sql.sql("""
                select count(*)
                from notification.inbox i
                join notification.notice n on n.id = i.notice_id
                where i.person_id = :person and n.key = 'deadline.job-failing' and :job = any(n.args)
                """)
                .param("person", person.id().value())
                .param("job", job)
                .query(Long.class)
                .single();
    }
}
