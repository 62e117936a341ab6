package dev.bastide.vault;

/** The master key is missing: nothing sealed can be read or written until it is back. */
public final class VaultLocked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VaultLocked() {
        super(
                "The master key is missing. Put the key file back or hand it over by BASTIDE_KEY_FILE, then start again.");
    }
}
