package dev.bastide.bastion.session;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.recorder.RecorderFailed;
import dev.bastide.bastion.recorder.RecorderMended;
import java.time.Clock;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Raises the alarm when the recorder stands still, clears it once it works, and writes both down. Source: seed 000 s2.2 (A46). */
@Component
class RecorderAlarm {
    private static final AlarmKind FAILED = new AlarmKind("bastion.recorder", AlarmLevel.CRITICAL);
    private static final String RECORDER = "recorder";

    private final Aftermath aftermath;
    private final TransactionOperations transactions;
    private final AuditLog audit;
    private final Alarms alarms;
    private final Clock clock;

    RecorderAlarm(Aftermath aftermath, TransactionOperations transactions, AuditLog audit, Alarms alarms, Clock clock) {
        this.aftermath = aftermath;
        this.transactions = transactions;
        this.audit = audit;
        this.alarms = alarms;
        this.clock = clock;
    }

    @EventListener
    void on(RecorderFailed event) {
        AuditRecord failed = told("recorder.fail", "The recorder failed: " + event.what(), Result.FAILED);
        Reason what = Reason.of("bastion.recorder-failed", "A46", "/sessions", event.what());
        aftermath.write(() -> transactions.executeWithoutResult(status -> {
            audit.append(failed);
            alarms.raise(new Happening(FAILED, null, RECORDER, what, "bastion"));
        }));
    }

    @EventListener
    void on(RecorderMended event) {
        AuditRecord mended = told("recorder.mend", "The recorder works again", Result.DONE);
        aftermath.write(() -> transactions.executeWithoutResult(status -> {
            audit.append(mended);
            alarms.clear(FAILED, null, RECORDER, "bastion.recorder-mended");
        }));
    }

    private AuditRecord told(String operation, String content, Result result) {
        return AuditRecord.of(
                clock.instant(), Actor.machine("bastion", AccessMethod.JOB), Tag.RECORDING, operation, content, result);
    }
}
