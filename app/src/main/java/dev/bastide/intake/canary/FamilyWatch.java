package dev.bastide.intake.canary;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import dev.bastide.intake.canary.Families.Cell;
import dev.bastide.intake.canary.Families.Heard;
import dev.bastide.intake.canary.Families.Row;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Raises an alarm for each family of which a component is silent, and clears it when it is heard again. */
@Component
class FamilyWatch {
    static final AlarmKind SILENT = new AlarmKind("intake.silent", AlarmLevel.HIGH);

    private final Families families;
    private final Alarms alarms;
    private final TransactionTemplate transaction;

    FamilyWatch(Families families, Alarms alarms, PlatformTransactionManager transactions) {
        this.families = families;
        this.alarms = alarms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One look. What is silent still is counted into its open alarm, or raised anew where somebody ended that too early. */
    void look() {
        for (Row row : families.all()) {
            for (Cell cell : row.cells()) {
                String object = row.component() + ":" + cell.family().word();
                if (cell.heard() == Heard.NO) {
                    raise(row, cell, object);
                } else if (cell.heard() == Heard.YES) {
                    clear(row.node(), object);
                }
            }
        }
    }

    private void raise(Row row, Cell cell, String object) {
        Reason what = Reason.of("intake.silent." + cell.family().word(), "A113", "/log-families", row.component());
        alarms.raiseNow(new Happening(SILENT, row.node(), object, what, "intake"));
    }

    private void clear(@Nullable NodeId node, String object) {
        transaction.executeWithoutResult(status -> alarms.clear(SILENT, node, object, "intake.silent.over"));
    }
}
