package dev.bastide.notification;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.job.Jobs;
import dev.bastide.page.Banner;
import dev.bastide.page.Tone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Insists on security messages: across every page until they are read, and to others after a day. Source: seed 000 s5
 * (A124).
 */
@Component
class SecurityWatch implements Banner.Source {
    static final Duration PATIENCE = Duration.ofHours(24);
    static final String NAME = "notification.security";

    private static final NoticeKind UNREAD = new NoticeKind("notification.unread", true);

    private final Inbox inbox;
    private final Addresses addresses;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    SecurityWatch(
            Inbox inbox,
            Addresses addresses,
            Notifications notifications,
            AuditLog audit,
            Clock clock,
            ApplicationEventPublisher events) {
        this.inbox = inbox;
        this.addresses = addresses;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public Optional<Banner> banner(@Nullable Actor actor) {
        if (actor == null || actor.person() == null) {
            return Optional.empty();
        }
        List<InboxRow> unread = inbox.unreadSecurity(actor.person());
        if (unread.isEmpty()) {
            return Optional.empty();
        }
        String path = "/notices/" + unread.getFirst().notice();
        return Optional.of(
                new Banner(Tone.VIOLATED, "notification.banner", List.of(Integer.toString(unread.size())), path));
    }

    /** Tells others of security messages that were left unread for a day, once each. */
    @Transactional
    public void escalate() {
        Instant now = clock.instant();
        for (InboxRow late : inbox.takeUnreadSecurity(now.minus(PATIENCE), now)) {
            String name = addresses.name(late.person());
            String content = name + " did not read a security message (" + late.kind() + ") within 24 hours.";
            audit.append(
                    AuditRecord.of(now, Jobs.actor(NAME), Tag.NOTIFICATION, "notice.escalate", content, Result.FAILED)
                            .object("notice", late.notice()));
            notifications.tell(new Notice(
                    UNREAD,
                    others(late.person()),
                    "notification.unread-security",
                    List.of(name, Notice.at(late.toldAt())),
                    "/notices/receipts/" + late.notice()));
            events.publishEvent(new SecurityNoticeUnread(late.notice(), late.person()));
        }
    }

    private List<PersonId> others(PersonId person) {
        return Stream.concat(
                        addresses.withDuty("security-engineer").stream(), addresses.withDuty("administrator").stream())
                .filter(other -> !other.equals(person))
                .distinct()
                .toList();
    }
}
