package dev.bastide.asset;

import java.security.KeyPair;
import java.time.Instant;

/** What the bastion shows a host to log in to an account. It lives as long as one connection and is never written. */
public sealed interface Credential {
    /** The private key and its public part. */
    KeyPair pair();

    /** A key the bastion holds; its public part stands in the account's {@code authorized_keys}. */
    record Key(KeyPair pair) implements Credential {
        @Override
        public String toString() {
            return "Key[sealed]";
        }
    }

    /**
     * A fresh key with a certificate of Bastide's SSH authority for exactly this account.
     *
     * @param line {@code ssh-ed25519-cert-v01@openssh.com base64}
     * @param until when the certificate ends
     */
    record Certificate(KeyPair pair, String line, Instant until) implements Credential {
        @Override
        public String toString() {
            return "Certificate[until " + until + "]";
        }
    }
}
