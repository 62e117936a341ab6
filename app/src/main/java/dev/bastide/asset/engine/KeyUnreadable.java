package dev.bastide.asset.engine;

/** The text is no SSH key that Bastide reads. It carries no part of the text, which might be a secret. */
public final class KeyUnreadable extends RuntimeException {
    /** Says only that the key could not be read. */
    public KeyUnreadable() {
        super("the SSH key could not be read");
    }
}
