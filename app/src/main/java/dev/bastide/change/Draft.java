package dev.bastide.change;

import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation that has passed every rule that can be asked before it is stored.
 *
 * @param production whether one of its hosts stands in production
 * @param head the relevant head, computed from the tree
 * @param rehearsal what it rests on; absent off production and in an emergency
 * @param networkDevices which of its hosts are network devices
 */
record Draft(
        Content content,
        boolean production,
        PersonId head,
        OperationRows.@Nullable Proof rehearsal,
        List<UUID> networkDevices) {
    Draft {
        networkDevices = List.copyOf(networkDevices);
    }
}
