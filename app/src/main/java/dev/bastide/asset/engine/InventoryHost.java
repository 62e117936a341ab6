package dev.bastide.asset.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host as an inventory file tells of it; nothing is checked yet.
 *
 * @param line where it stands in the file, from 1; 0 when the format does not tell
 * @param port the text of the port, empty for the default
 * @param node path of its node, or null for the one chosen with the import
 * @param hostKey a host key line to propose, or null
 */
public record InventoryHost(
        int line,
        String name,
        String address,
        String port,
        @Nullable String node,
        List<String> accounts,
        String customer,
        boolean networkDevice,
        @Nullable String hostKey) {
    /** Copies the accounts. */
    public InventoryHost {
        accounts = List.copyOf(accounts);
    }
}
