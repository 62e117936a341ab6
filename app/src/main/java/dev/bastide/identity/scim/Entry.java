package dev.bastide.identity.scim;

import dev.bastide.authority.PersonId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A person as a directory sees him: what the house knows, and what the directory itself said last.
 *
 * @param heard whether a directory ever spoke of him
 */
public record Entry(
        PersonId person,
        String login,
        String name,
        String email,
        boolean active,
        boolean heard,
        Words words,
        Instant created,
        Instant changed) {
    private static final int VERSION_DIGITS = 20;

    /** What only the directory knows; null is what it never said or took back. */
    public record Words(
            @Nullable String externalId,
            @Nullable String givenName,
            @Nullable String familyName,
            @Nullable String title,
            @Nullable String department) {
        static final Words NONE = new Words(null, null, null, null, null);

        /** Whether title and department are the same words, however they are written. */
        boolean sameDuty(Words other) {
            return Objects.equals(DutyMappings.key(title), DutyMappings.key(other.title))
                    && Objects.equals(DutyMappings.key(department), DutyMappings.key(other.department));
        }
    }

    /** The version of what is shown, as an entity tag: it changes with anything of it, whoever changed it. */
    String version() {
        String shown = Stream.of(
                        person.toString(),
                        login,
                        name,
                        email,
                        Boolean.toString(active),
                        words.externalId(),
                        words.givenName(),
                        words.familyName(),
                        words.title(),
                        words.department())
                .map(part -> part == null ? "-" : part.length() + ":" + part)
                .collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(shown.getBytes(StandardCharsets.UTF_8));
            return "W/\"" + HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
