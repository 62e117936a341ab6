package dev.bastide.identity.ldap;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the last run ended.
 *
 * @param key message key of what happened
 * @param well when a run last did what it should, or null
 * @param told when people were last told that none does, or null
 */
record LdapStanding(
        Outcome outcome,
        String key,
        List<String> args,
        Instant ran,
        @Nullable Instant well,
        @Nullable Instant told) {
    LdapStanding {
        args = List.copyOf(args);
    }

    /** How a run ends. */
    enum Outcome {
        DONE,
        /** It would have taken too much, or nobody has looked at it yet. */
        STOPPED,
        /** The directory was not to be read. */
        FAILED
    }
}
