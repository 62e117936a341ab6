package dev.bastide.bastion.ssh;

import java.security.KeyPair;
import java.time.Duration;

/** How the bastion proves itself to a host. The person never sees it; {@code toString} never shows it. */
public sealed interface Credential {
    /** A key that the bastion holds and the host's {@code authorized_keys} lists. */
    record HeldKey(KeyPair pair) implements Credential {
        @Override
        public String toString() {
            return "HeldKey";
        }
    }

    /**
     * A certificate made for this connection by our own authority, which the host's {@code TrustedUserCAKeys} names.
     *
     * @param keyId appears in the host's log beside the login, e.g. person and session
     * @param validity counted from the connection; minutes suffice, since it only matters while logging in
     */
    record Certified(KeyPair authority, String keyId, Duration validity) implements Credential {
        @Override
        public String toString() {
            return "Certified[" + keyId + "]";
        }
    }

    /** A password, for equipment that knows nothing better. */
    record Password(String value) implements Credential {
        @Override
        public String toString() {
            return "Password";
        }
    }
}
