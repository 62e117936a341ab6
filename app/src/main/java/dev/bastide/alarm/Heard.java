package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.JobFailing;
import dev.bastide.deadline.JobRecovered;
import dev.bastide.identity.DirectoryFailed;
import dev.bastide.identity.DirectoryFollowed;
import dev.bastide.identity.ForeignRow;
import dev.bastide.identity.KeyBesideRows;
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

    static final AlarmKind FOREIGN_ROW = new AlarmKind("alarm.foreign-row", AlarmLevel.HIGH);
    static final AlarmKind DIRECTORY_FAILED = new AlarmKind("alarm.directory-failed", AlarmLevel.MEDIUM);
    static final AlarmKind KEY_BESIDE_ROWS = new AlarmKind("alarm.key-beside-rows", AlarmLevel.LOW);
    static final AlarmKind JOB_FAILING = new AlarmKind("alarm.job-failing", AlarmLevel.MEDIUM);
    private static final String DIRECTORY = "directory";

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

    @ApplicationModuleListener
    void hear(ForeignRow event) {
        Reason what =
                Reason.of("alarm.foreign-row.what", "A49", "/record?operation=row.refuse", event.table(), event.row());
        alarms.raise(new Happening(FOREIGN_ROW, null, "table:" + event.table(), what, "identity"));
    }

    @ApplicationModuleListener
    void hear(DirectoryFailed event) {
        Reason what = Reason.of("alarm.directory-failed.what." + event.outcome(), "A53", "/settings/directory/ldap");
        alarms.raise(new Happening(DIRECTORY_FAILED, null, DIRECTORY, what, "identity"));
    }

    @ApplicationModuleListener
    void hear(DirectoryFollowed event) {
        alarms.clear(DIRECTORY_FAILED, null, DIRECTORY, "alarm.directory-failed.over");
    }

    @ApplicationModuleListener
    void hear(KeyBesideRows event) {
        Reason what = Reason.of("alarm.key-beside-rows.what", "A111", "/record/log");
        alarms.raise(new Happening(KEY_BESIDE_ROWS, null, "master-key", what, "identity"));
    }

    @ApplicationModuleListener
    void hear(JobFailing event) {
        Reason what = Reason.of("alarm.job-failing.what", "", "/settings/jobs/" + event.job(), event.job());
        alarms.raise(new Happening(JOB_FAILING, null, "job:" + event.job(), what, "deadline"));
    }

    @ApplicationModuleListener
    void hear(JobRecovered event) {
        alarms.clear(JOB_FAILING, null, "job:" + event.job(), "alarm.job-failing.over");
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
