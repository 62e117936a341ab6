package dev.bastide.change;

import dev.bastide.job.Jobs;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks for operations whose time has run out, and settles each in a transaction of its own. */
@Component
class ClosingLook {
    private static final Logger LOG = LoggerFactory.getLogger(ClosingLook.class);

    private final OperationReads reads;
    private final Closing closing;
    private final Clock clock;

    ClosingLook(OperationReads reads, Closing closing, Jobs jobs, Clock clock) {
        this.reads = reads;
        this.closing = closing;
        this.clock = clock;
        closing.enrol(jobs, this);
    }

    void look() {
        for (OperationId id : reads.overdue(clock.instant())) {
            try {
                closing.settle(id);
            } catch (RuntimeException e) {
                LOG.error("Operation {} could not be settled", id, e);
            }
        }
    }
}
