package dev.bastide.identity.signin;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A browser that is signed in.
 *
 * @param factorAt when the second factor was last confirmed in it, null while the person has none
 */
record WebSession(
        UUID id,
        PersonId person,
        String login,
        Instant created,
        Instant seen,
        Instant expires,
        @Nullable Instant factorAt,
        String address,
        String agent) {}
