package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.Notifications;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends the founder's powers soon after enough people are there, by nobody's memory; and tells everybody when founding was
 * opened or ended past this program, as a recovery tells everybody.
 */
@Component
class FoundingWatch {
    private final Founding founding;
    private final FoundingRows rows;
    private final People people;
    private final Notifications notifications;
    private final TransactionTemplate transaction;
    private final AtomicInteger told = new AtomicInteger();

    FoundingWatch(
            Jobs jobs,
            Founding founding,
            FoundingRows rows,
            People people,
            Notifications notifications,
            PlatformTransactionManager transactions,
            @Value("${bastide.founding.look-every:PT10S}") Duration every) {
        this.founding = founding;
        this.rows = rows;
        this.people = people;
        this.notifications = notifications;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every("identity.founding", every, this::look);
    }

    void look() {
        if (!rows.readable()) {
            return;
        }
        FoundingRows.Stands stands = rows.now();
        if (stands.phase() != FoundingRows.Phase.FOREIGN) {
            founding.settle();
            return;
        }
        if (told.get() != stands.period()) {
            transaction.executeWithoutResult(status -> tell());
            told.set(stands.period());
        }
    }

    private void tell() {
        List<PersonId> all = people.active().stream().map(Person::id).toList();
        notifications.tell(
                new Notice(Recovery.RECOVERED, all, "identity.founding.foreign.notice", List.of(), "/founding"));
    }
}
