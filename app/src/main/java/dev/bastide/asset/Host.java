package dev.bastide.asset;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A machine or network device that can be operated on through the bastion.
 *
 * @param name unique, as in {@code ssh user%name@bastion}
 * @param path the node's path and the name, such as {@code /shop/web/web-01}
 * @param customer whose machine it is, where it is not the company's own
 * @param pin how far its host key is proved
 */
public record Host(
        HostId id,
        NodeId node,
        String name,
        String path,
        String address,
        int port,
        Kind kind,
        List<Account> accounts,
        @Nullable String customer,
        PinState pin) {

    /** What sort of thing it is; work on a network device needs a change ticket. Source: seed 004 s3.1.2 (B10). */
    public enum Kind {
        HOST,
        NETWORK_DEVICE
    }

    /** How the bastion proves itself to the account: a key it holds, or a certificate of Bastide's own authority. */
    public enum CredentialKind {
        KEY,
        CERTIFICATE
    }

    /** Whether the host key has been confirmed by a second person. Nothing but {@code PINNED} is ever connected to. */
    public enum PinState {
        UNPINNED,
        PROPOSED,
        PINNED
    }

    /** An account on the host that the bastion can log in to. */
    public record Account(String name, CredentialKind credentialKind) {}

    /** Copies the accounts. */
    public Host {
        accounts = List.copyOf(accounts);
    }

    /** The account of this name, if the host has it. */
    public Optional<Account> account(String account) {
        return accounts.stream().filter(a -> a.name().equals(account)).findFirst();
    }

    /** Whether it is a network device. */
    public boolean isNetworkDevice() {
        return kind == Kind.NETWORK_DEVICE;
    }
}
