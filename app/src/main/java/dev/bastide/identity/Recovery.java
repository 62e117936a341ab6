package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The last way back in, for whoever holds the server itself and its key: founding opens anew, every session and token
 * ends, production is shut, everybody is told, and it is recorded. What nobody had ratified waits on. Nothing else opens founding again.
 */
@Service
public class Recovery {
    private static final int REASON_MIN = 10;
    private static final int REASON_MAX = 2_000;
    static final NoticeKind RECOVERED = NoticeKind.security("identity.recovered");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final FoundingRows rows;
    private final Unratified unratified;
    private final FirstAdministrator link;
    private final People people;
    private final Notifications notifications;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    Recovery(
            JdbcClient jdbc,
            Clock clock,
            FoundingRows rows,
            Unratified unratified,
            FirstAdministrator link,
            People people,
            Notifications notifications,
            AuditLog audit,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.rows = rows;
        this.unratified = unratified;
        this.link = link;
        this.people = people;
        this.notifications = notifications;
        this.audit = audit;
        this.events = events;
    }

    /**
     * Recovers for this reason and gives the path of the one-time link that makes a new first administrator. Throws
     * {@link BadInput} when the reason is too short to be one.
     */
    @Transactional
    public String recover(String reason) {
        String why = reason.strip();
        if (why.length() < REASON_MIN || why.length() > REASON_MAX) {
            throw BadInput.in("reason", "identity.bad.reason");
        }
        Timestamp now = Timestamp.from(clock.instant());
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into identity.recovery (id, at, reason) values (?, ?, ?)")
                .params(id, now, why)
                .update();
        Actor recover = Actor.machine("recover", AccessMethod.LOCAL);
        int before = rows.now().period();
        rows.open(id, clock.instant());
        unratified.carry(recover, before, why, clock.instant());
        List<PersonId> all = people.active().stream().map(Person::id).toList();
        notifications.tell(new Notice(RECOVERED, all, "identity.recovered.notice", List.of(why), "/founding"));
        audit.append(AuditRecord.of(
                clock.instant(),
                recover,
                Tag.IDENTITY,
                "founding.recover",
                "founding opened again, all sessions ended: " + why,
                Result.DONE));
        all.forEach(person -> events.publishEvent(new SessionsEnded(person)));
        return link.link().orElseThrow(() -> new IllegalStateException("founding did not open"));
    }
}
