package dev.bastide.change;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.page.Live;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes what was done to an operation: into the record, into its story, and to the pages that watch it. */
@Component
class OperationRecord {
    private final AuditLog audit;
    private final OperationStory story;
    private final Live live;
    private final Clock clock;

    OperationRecord(AuditLog audit, OperationStory story, Live live, Clock clock) {
        this.audit = audit;
        this.story = story;
        this.live = live;
        this.clock = clock;
    }

    /** In the transaction of the act: the record stands or falls with it. */
    void write(Actor actor, Operation operation, String verb, String content, OperationStory.Words words) {
        write(actor, operation, new Deed(verb, content, Result.DONE), words);
    }

    /** What is written into the record. */
    record Deed(String verb, String content, Result result) {}

    void write(Actor actor, Operation operation, Deed deed, OperationStory.Words words) {
        String text = operation.name() + ": " + deed.content();
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.OPERATION, deed.verb(), text, deed.result())
                .object("operation", operation.id())
                .change(operation.name()));
        story.tell(operation.id(), actor, words);
        moved();
    }

    /** Open pages ask for their part again, once what they would see stands. */
    private void moved() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            live.changed("operation");
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                live.changed("operation");
            }
        });
    }
}
