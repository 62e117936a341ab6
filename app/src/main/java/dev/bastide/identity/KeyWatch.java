package dev.bastide.identity;

import dev.bastide.job.Jobs;
import dev.bastide.vault.Vault;
import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says each day that the master key lies beside the data, once founding is over: in the first hour there is nothing to
 * protect yet, and the line across the pages says it. Source: seed 000 s4 (A111).
 */
@Component
class KeyWatch {
    private final Vault vault;
    private final Founding founding;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    KeyWatch(
            Jobs jobs,
            Vault vault,
            Founding founding,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions) {
        this.vault = vault;
        this.founding = founding;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every("identity.key-place", Duration.ofDays(1), this::look);
    }

    void look() {
        if (vault.keyLiesBesideData() && founding.state().closed()) {
            transaction.executeWithoutResult(status -> events.publishEvent(new KeyBesideRows()));
        }
    }
}
