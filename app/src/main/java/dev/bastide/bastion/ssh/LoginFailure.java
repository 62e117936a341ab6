package dev.bastide.bastion.ssh;

import java.net.InetAddress;

/**
 * A login that the door turned away; the visitor saw the same answer for every kind.
 *
 * @param name the user name as typed, cut to 64 characters, everything but letters, digits and {@code ._@%+-/} as {@code ?}
 */
public record LoginFailure(Kind kind, String name, InetAddress source) {
    /** Why, for the record only. */
    public enum Kind {
        /** The user name is not of the grammar of {@link Address}. */
        HOSTILE_NAME,
        /** Nobody of that login owns the key, or he may not log in from there. */
        UNKNOWN_KEY,
        /** The signature does not fit the key. */
        BAD_SIGNATURE,
        /** The code was wrong, expired or used before. */
        WRONG_CODE,
        /** Key and code were right, the decision at login was no. */
        NOT_ADMITTED,
        /** A question to the gate failed; unknown means refused. */
        GATE_FAILED
    }

    static LoginFailure of(Kind kind, String name, InetAddress source) {
        String cut = name.length() > 64 ? name.substring(0, 64) : name;
        return new LoginFailure(kind, cut.replaceAll("[^A-Za-z0-9._@%+/-]", "?"), source);
    }
}
