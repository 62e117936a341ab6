package dev.bastide.deadline;

import static dev.bastide.deadline.Moments.utc;

import dev.bastide.authority.PersonId;
import dev.bastide.job.JobStanding;
import dev.bastide.job.Jobs;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells the administrators, once, of recurring work that keeps failing. */
@Component
class JobWatch {
    static final String NAME = "deadline.jobs";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final NoticeKind FAILING = new NoticeKind("deadline.job-failing", true);

    private final Jobs jobs;
    private final Notifications notifications;
    private final ObjectProvider<AddressBook> book;
    private final JdbcClient jdbc;
    private final Clock clock;

    JobWatch(Jobs jobs, Notifications notifications, ObjectProvider<AddressBook> book, JdbcClient jdbc, Clock clock) {
        this.jobs = jobs;
        this.notifications = notifications;
        this.book = book;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Transactional
    public void look() {
        Instant now = clock.instant();
        for (JobStanding job : jobs.all()) {
            Instant since = job.failingSince();
            if (since != null && since.plus(PATIENCE).isBefore(now) && first(job.name(), since, now)) {
                tell(job, since);
            }
        }
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

    private void tell(JobStanding job, Instant since) {
        AddressBook answering = book.getIfAvailable();
        List<PersonId> administrators = answering == null ? List.of() : answering.withDuty("administrator");
        notifications.tell(new Notice(
                FAILING,
                administrators,
                "deadline.job-failing",
                List.of(job.name(), Notice.at(since), String.valueOf(job.lastFailure())),
                "/settings/jobs/" + job.name()));
    }
}
