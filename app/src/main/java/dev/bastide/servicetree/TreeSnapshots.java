package dev.bastide.servicetree;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds the current snapshot of this node of the installation. What is held was committed: only the transaction that
 * changes the tree sees its own change before.
 */
@Component
class TreeSnapshots {
    private final StoredNodes nodes;
    private final TransactionTemplate outside;
    private final AtomicReference<@Nullable TreeSnapshot> current = new AtomicReference<>();

    TreeSnapshots(StoredNodes nodes, PlatformTransactionManager transactions) {
        this.nodes = nodes;
        this.outside = new TransactionTemplate(transactions);
        this.outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    }

    TreeSnapshot current() {
        if (TransactionSynchronizationManager.hasResource(this)) {
            return nodes.snapshot();
        }
        TreeSnapshot snapshot = current.get();
        return snapshot == null ? refresh() : snapshot;
    }

    /** Reads the tree anew; an older reading that finishes later does not replace a newer one. */
    TreeSnapshot refresh() {
        TreeSnapshot read = outside.execute(status -> nodes.snapshot());
        if (read == null) {
            throw new IllegalStateException("the tree could not be read");
        }
        current.accumulateAndGet(
                read,
                (held, fresh) -> held != null && fresh != null && held.version() > fresh.version() ? held : fresh);
        return read;
    }

    /** The running transaction has changed the tree: it reads its own, and everybody reads anew once it has ended. */
    void changed() {
        if (TransactionSynchronizationManager.hasResource(this)) {
            return;
        }
        TransactionSynchronizationManager.bindResource(this, this);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                TransactionSynchronizationManager.unbindResourceIfPossible(TreeSnapshots.this);
                current.set(null);
            }
        });
    }
}
