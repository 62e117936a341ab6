package dev.bastide.asset;

import dev.bastide.asset.engine.HostText;
import dev.bastide.authority.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host to be added; it cannot be made with a name, address, port or account that a shell or terminal might take for
 * something else. Throws {@link IllegalArgumentException}; forms and imports ask {@link HostText} first.
 */
public record NewHost(
        NodeId node,
        String name,
        String address,
        int port,
        Host.Kind kind,
        List<Host.Account> accounts,
        @Nullable String customer) {
    /** Checks every part against the grammar of {@link HostText}. */
    public NewHost {
        accounts = List.copyOf(accounts);
        require(HostText.isName(name), "host name");
        require(HostText.isAddress(address), "address");
        require(HostText.isPort(port), "port");
        require(!accounts.isEmpty(), "list of accounts");
        for (Host.Account account : accounts) {
            require(HostText.isAccount(account.name()), "account name");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("not a usable " + what);
        }
    }
}
