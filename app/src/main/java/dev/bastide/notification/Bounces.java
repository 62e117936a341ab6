package dev.bastide.notification;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.PersonId;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * What follows when an address turns out not to exist: it is suppressed, recorded, and for people on duty told to the
 * administrators at once. Source: seed 000 s5 (A123).
 */
@Component
class Bounces {
    private static final NoticeKind BOUNCED = NoticeKind.security("notification.bounced");

    private final Suppressions suppressions;
    private final Addresses addresses;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Bounces(
            Suppressions suppressions,
            Addresses addresses,
            Notifications notifications,
            AuditLog audit,
            Clock clock,
            ApplicationEventPublisher events) {
        this.suppressions = suppressions;
        this.addresses = addresses;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
        this.events = events;
    }

    /** Takes note, in the caller's transaction; the second bounce of one address changes nothing. */
    void bounced(PersonId person, String address, String reason) {
        if (!suppressions.add(address, reason)) {
            return;
        }
        boolean onDuty = addresses
                .of(person)
                // An address he had once is no alarm.
                .filter(now -> now.email().equalsIgnoreCase(address))
                .map(AddressBook.Address::onDuty)
                .orElse(false);
        String content = "Mail to " + address + " bounced: " + reason;
        audit.append(AuditRecord.of(
                        clock.instant(),
                        Jobs.actor(MailRound.NAME),
                        Tag.NOTIFICATION,
                        "mail.bounce",
                        content,
                        Result.FAILED)
                .object("person", person));
        if (onDuty) {
            List<PersonId> administrators = addresses.withDuty("administrator");
            notifications.tell(new Notice(
                    BOUNCED,
                    administrators,
                    "notification.duty-bounced",
                    List.of(addresses.name(person), address),
                    "/settings/mail/suppressed"));
        }
        events.publishEvent(new AddressBounced(person, onDuty));
    }
}
