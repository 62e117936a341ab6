package dev.bastide.identity.key;

/** A public key that is not accepted, and why: the message is a key of the room's words. */
public final class PublicKeyRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    PublicKeyRefused(String key, String detail) {
        super(key);
        this.detail = detail;
    }

    /** The message key that says why. */
    public String key() {
        return String.valueOf(getMessage());
    }

    /** What was found, for the message; never longer than 64 characters. */
    public String detail() {
        return detail;
    }
}
