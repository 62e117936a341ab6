package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.job.OutcomeUnknown;
import dev.bastide.notification.AddressBounced;
import dev.bastide.notification.SecurityNoticeUnread;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** The alarms of the rooms below, which raise none themselves: what they tell of is heard here. */
@Component
class Heard {
    static final AlarmKind OUTCOME_UNKNOWN = new AlarmKind("alarm.outcome-unknown", AlarmLevel.HIGH);
    static final AlarmKind NOTICE_UNREAD = new AlarmKind("alarm.notice-unread", AlarmLevel.MEDIUM);
    static final AlarmKind ADDRESS_BOUNCED = new AlarmKind("alarm.address-bounced", AlarmLevel.MEDIUM);

    private final Alarms alarms;
    private final People people;

    Heard(Alarms alarms, People people) {
        this.alarms = alarms;
        this.people = people;
    }

    @ApplicationModuleListener
    void hear(OutcomeUnknown event) {
        Reason what = Reason.of("alarm.outcome-unknown.what", "", "", event.kind(), event.subject());
        alarms.raise(new Happening(OUTCOME_UNKNOWN, null, "intent:" + event.intent(), what, "job"));
    }

    @ApplicationModuleListener
    void hear(SecurityNoticeUnread event) {
        Reason what = Reason.of(
                "alarm.notice-unread.what", "A124", "/notices/receipts/" + event.notice(), name(event.person()));
        alarms.raise(new Happening(NOTICE_UNREAD, null, "person:" + event.person(), what, "notification"));
    }

    @ApplicationModuleListener
    void hear(AddressBounced event) {
        if (event.onDuty()) {
            Reason what =
                    Reason.of("alarm.address-bounced.what", "A123", "/settings/mail/suppressed", name(event.person()));
            alarms.raise(new Happening(ADDRESS_BOUNCED, null, "person:" + event.person(), what, "notification"));
        }
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
