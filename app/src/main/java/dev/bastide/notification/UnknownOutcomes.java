package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import dev.bastide.job.OutcomeUnknown;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** Tells those who look after the house of an outside effect whose end nobody saw. */
@Component
class UnknownOutcomes {
    private static final NoticeKind UNKNOWN = new NoticeKind("notification.unknown", true);

    private final Notifications notifications;
    private final Addresses addresses;

    UnknownOutcomes(Notifications notifications, Addresses addresses) {
        this.notifications = notifications;
        this.addresses = addresses;
    }

    @ApplicationModuleListener
    void hear(OutcomeUnknown event) {
        List<PersonId> people = Stream.concat(
                        addresses.withDuty("administrator").stream(), addresses.withDuty("security-engineer").stream())
                .distinct()
                .toList();
        notifications.tell(
                new Notice(UNKNOWN, people, "notification.unknown", List.of(event.kind(), event.subject()), ""));
    }
}
