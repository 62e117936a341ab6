package dev.bastide.deadline;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends reminders and finds breaches, every five seconds. */
@Component
class DeadlineWatch {
    private static final String NAME = "deadline.watch";
    private static final NoticeKind REMINDER = new NoticeKind("deadline.reminder", false);

    private final DeadlineRows rows;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    DeadlineWatch(
            DeadlineRows rows,
            Notifications notifications,
            AuditLog audit,
            Clock clock,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Makes the look recurring work; apart from the constructor, so that a test may look without a ticker. */
    void enrol(Jobs jobs) {
        jobs.every(NAME, Duration.ofSeconds(5), this::look);
    }

    void look() {
        transaction.executeWithoutResult(status -> {
            Instant now = clock.instant();
            rows.takeReminders(now).forEach(deadline -> tell(deadline, "deadline.remind", REMINDER));
            rows.takeBreaches(now).forEach(deadline -> breach(deadline, now));
        });
    }

    private void breach(Deadline deadline, Instant now) {
        String content = deadline.kind() + " on " + deadline.title() + " was due at " + deadline.dueAt() + ".";
        audit.append(AuditRecord.of(now, Jobs.actor(NAME), Tag.SYSTEM, "deadline.breach", content, Result.FAILED)
                .object("deadline", deadline.id()));
        tell(deadline, "deadline.breached", new NoticeKind("deadline.breach", deadline.urgent()));
        events.publishEvent(new DeadlineBreached(deadline.id(), deadline.kind(), deadline.subject()));
    }

    private void tell(Deadline deadline, String key, NoticeKind kind) {
        List<String> args = List.of(Notice.said(deadline.kind()), deadline.title(), Notice.at(deadline.dueAt()));
        notifications.tell(new Notice(kind, List.of(deadline.owner()), key, args, deadline.path()));
    }
}
