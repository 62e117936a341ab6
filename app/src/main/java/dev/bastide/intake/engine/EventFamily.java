package dev.bastide.intake.engine;

import java.util.Locale;
import java.util.Optional;

/** The five families of events of which every component must keep a log. Source: seed 000 s4 (A113). */
public enum EventFamily {
    /** User management: who there is, and what he is. */
    USERS,
    /** System verification: who or what proves to be what it says. */
    VERIFICATION,
    /** System authorisation: what somebody may do. */
    AUTHORISATION,
    /** System login. */
    LOGIN,
    /** Data acquisition, access and modification. */
    ACCESS;

    /** As it stands in addresses, in the database and in what a source sends. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The family of this word; nothing for another word. */
    public static Optional<EventFamily> ofWord(String word) {
        for (EventFamily family : values()) {
            if (family.word().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
