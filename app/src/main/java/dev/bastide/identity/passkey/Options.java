package dev.bastide.identity.passkey;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bastide.identity.Person;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a browser is asked, in the names of WebAuthn level 3; bytes are base64url.
 *
 * @param origin the address where this works; elsewhere our script does not even ask
 */
public record Options(String origin, Wanted publicKey) {

    /** The dictionary that a browser takes; a field of the other ceremony is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Wanted(
            String challenge,
            long timeout,
            @Nullable String rpId,
            @Nullable Named rp,
            @Nullable User user,
            @Nullable List<Parameter> pubKeyCredParams,
            @Nullable List<Known> allowCredentials,
            @Nullable List<Known> excludeCredentials,
            @Nullable Selection authenticatorSelection,
            @Nullable String attestation,
            @Nullable String userVerification) {}

    /** The site. */
    public record Named(String id, String name) {}

    /** Whom a credential is for; the id says nothing about the person. */
    public record User(String id, String name, String displayName) {}

    /** A kind of key that is accepted. */
    public record Parameter(String type, int alg) {}

    /** A credential by its id. */
    public record Known(String type, String id) {}

    /** What the authenticator must be able to do. */
    public record Selection(String residentKey, boolean requireResidentKey, String userVerification) {}

    static Options create(RelyingParty.At at, byte[] challenge, Person person, List<byte[]> known) {
        return new Options(
                at.origin(),
                new Wanted(
                        text(challenge),
                        Challenges.OPEN_FOR.toMillis(),
                        null,
                        new Named(at.id(), "Bastide"),
                        new User(text(user(person.id().value())), person.login(), person.name()),
                        Ceremony.ALGORITHMS.stream()
                                .map(number -> new Parameter("public-key", number))
                                .toList(),
                        null,
                        known(known),
                        new Selection("required", true, "required"),
                        "none",
                        null));
    }

    /** Asks for one of these credentials, or when none is named for any that the authenticator finds. */
    static Options ask(RelyingParty.At at, byte[] challenge, List<byte[]> among) {
        return new Options(
                at.origin(),
                new Wanted(
                        text(challenge),
                        Challenges.OPEN_FOR.toMillis(),
                        at.id(),
                        null,
                        null,
                        null,
                        known(among),
                        null,
                        null,
                        null,
                        "required"));
    }

    /** The user handle of a person. */
    static byte[] user(UUID person) {
        return ByteBuffer.allocate(16)
                .putLong(person.getMostSignificantBits())
                .putLong(person.getLeastSignificantBits())
                .array();
    }

    private static List<Known> known(List<byte[]> credentials) {
        return credentials.stream().map(id -> new Known("public-key", text(id))).toList();
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
