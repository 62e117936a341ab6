package dev.bastide.vault;

/** Sealed bytes do not open: wrong key, wrong context, or tampered with. Says nothing about the content. */
public final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBroken(String message) {
        super(message);
    }
}
