package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One human being, or one machine account with the human who answers for it. Two logins of one human are one Person,
 * so that two approvals by two logins are still one.
 *
 * @param login the main login; further ones lead to the same person
 * @param teamName the team's name, {@code -} for none
 * @param active false once disabled; a disabled person may nothing
 * @param secondFactor whether at least one second factor is confirmed
 * @param owner who answers for a machine account; null exactly for humans
 */
public record Person(
        PersonId id,
        String login,
        String name,
        String email,
        @Nullable TeamId team,
        String teamName,
        boolean active,
        boolean secondFactor,
        @Nullable PersonId owner,
        Locale locale,
        ZoneId zone) {
    public Person {
        Objects.requireNonNull(id);
        Objects.requireNonNull(login);
        Objects.requireNonNull(name);
        Objects.requireNonNull(email);
        Objects.requireNonNull(teamName);
        Objects.requireNonNull(locale);
        Objects.requireNonNull(zone);
    }

    /** Whether this is a machine account: it signs in by token only and never counts as one of several people. */
    public boolean machine() {
        return owner != null;
    }
}
