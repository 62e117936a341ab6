package dev.bastide.bastion.ssh;

import java.security.PublicKey;
import java.util.List;

/**
 * A host to connect to, with everything that was decided beforehand: nothing is trusted on first use.
 *
 * @param hostKeys the pinned keys; a host that shows another one is not connected to
 * @param owner who shares a pooled connection: nobody else's channels ever run on it
 */
public record Target(
        String owner, String host, int port, List<PublicKey> hostKeys, String account, Credential credential) {
    public Target {
        hostKeys = List.copyOf(hostKeys);
        if (hostKeys.isEmpty()) {
            throw new IllegalArgumentException("a host without a pinned key is not connected to");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no such port");
        }
    }
}
