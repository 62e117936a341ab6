package dev.bastide.bastion.session;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.bastion.recorder.RecorderFailed;
import dev.bastide.bastion.recorder.RecorderMended;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Tells those who can repair it that the recorder stands still, and writes both ends down. Source: seed 000 s2.2 (A46). */
@Component
class RecorderAlarm {
    private static final NoticeKind FAILED = NoticeKind.security("bastion.recorder-failed");

    private final Aftermath aftermath;
    private final TransactionOperations transactions;
    private final AuditLog audit;
    private final Notifications notifications;
    private final ObjectProvider<AddressBook> book;
    private final Clock clock;

    RecorderAlarm(
            Aftermath aftermath,
            TransactionOperations transactions,
            AuditLog audit,
            Notifications notifications,
            ObjectProvider<AddressBook> book,
            Clock clock) {
        this.aftermath = aftermath;
        this.transactions = transactions;
        this.audit = audit;
        this.notifications = notifications;
        this.book = book;
        this.clock = clock;
    }

    @EventListener
    void on(RecorderFailed event) {
        AuditRecord failed = told("recorder.fail", "The recorder failed: " + event.what(), Result.FAILED);
        aftermath.write(() -> transactions.executeWithoutResult(status -> {
            audit.append(failed);
            notifications.tell(
                    new Notice(FAILED, repairers(), "bastion.recorder-failed", List.of(event.what()), "/sessions"));
        }));
    }

    @EventListener
    void on(RecorderMended event) {
        AuditRecord mended = told("recorder.mend", "The recorder works again", Result.DONE);
        aftermath.write(() -> transactions.executeWithoutResult(status -> audit.append(mended)));
    }

    private AuditRecord told(String operation, String content, Result result) {
        return AuditRecord.of(
                clock.instant(), Actor.machine("bastion", AccessMethod.JOB), Tag.RECORDING, operation, content, result);
    }

    private List<PersonId> repairers() {
        AddressBook answering = book.getIfAvailable();
        return answering == null
                ? List.of()
                : Stream.of("administrator", "security-engineer", "iso")
                        .flatMap(duty -> answering.withDuty(duty).stream())
                        .distinct()
                        .toList();
    }
}
