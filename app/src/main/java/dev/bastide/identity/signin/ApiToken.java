package dev.bastide.identity.signin;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Provisioning;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A token for programs. Its scopes are names of actions, or {@code all} for whatever the person may. */
record ApiToken(
        UUID id,
        PersonId person,
        String name,
        List<String> scopes,
        Instant created,
        Instant expires,
        @Nullable Instant firstUsed,
        @Nullable Instant lastUsed) {
    /** The scope that covers every action its person may do. */
    static final String ALL = "all";

    ApiToken {
        scopes = List.copyOf(scopes);
    }

    /**
     * Whether a handler with this act may be called with the token. Bringing in a directory's word asks for a token that
     * can do nothing else: it lies in the hands of another system.
     */
    boolean covers(String act) {
        if (act.equals(Provisioning.ACT)) {
            return scopes.equals(List.of(Provisioning.ACT));
        }
        return scopes.contains(ALL) || scopes.contains(act);
    }
}
