package dev.bastide.deadline;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.job.JobStanding;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says once that recurring work keeps failing, and once that it is over; the room of alarms hears it. */
@Component
class JobWatch {
    static final String NAME = "deadline.jobs";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Jobs jobs;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final Clock clock;

    JobWatch(Jobs jobs, ApplicationEventPublisher events, JdbcClient jdbc, Clock clock) {
        this.jobs = jobs;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Transactional
    public void look() {
        Instant now = clock.instant();
        for (JobStanding job : jobs.all()) {
            Instant since = job.failingSince();
            if (since == null) {
                if (isOver(job.name(), now)) {
                    events.publishEvent(new JobRecovered(job.name()));
                }
            } else if (since.plus(PATIENCE).isBefore(now) && first(job.name(), since, now)) {
                events.publishEvent(new JobFailing(job.name()));
            }
        }
    }

    private boolean isOver(String name, Instant now) {
        return jdbc.sql("update deadline.job_told set well_at = :now where name = :name and well_at is null")
                        .param("name", name)
                        .param("now", utc(now))
                        .update()
                > 0;
    }

    private boolean first(String name, Instant since, Instant now) {
        return jdbc.sql("""
                insert into deadline.job_told (name, failing_since, told_at)
                values (:name, :since, :now)
                on conflict do nothing
                """)
                        .param("name", name)
                        .param("since", utc(since))
                        .param("now", utc(now))
                        .update()
                == 1;
    }
}
