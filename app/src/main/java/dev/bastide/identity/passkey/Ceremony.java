package dev.bastide.identity.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The two ceremonies of WebAuthn level 3, sections 7.1 and 7.2, by the library. User presence and verification are always
 * asked for; an attestation is not, because any authenticator is accepted and none is believed more for its maker's word.
 */
@Component
class Ceremony {
    /** More than any browser sends. */
    static final int RESPONSE_CHARACTERS_MAX = 20_000;

    /** Signatures accepted, as COSE numbers them: ES256, EdDSA, RS256. */
    static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

    private static final List<PublicKeyCredentialParameters> ACCEPTED = ALGORITHMS.stream()
            .map(number -> new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
            .toList();

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager library = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter keys = new AttestedCredentialDataConverter(converter);

    /** A response that was not accepted: the message key of why, and what the record says. */
    static final class NotAccepted extends Exception {
        private static final long serialVersionUID = 1L;

        private final String key;

        NotAccepted(String key, String why) {
            super(why);
            this.key = key;
        }

        String key() {
            return key;
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /** A new credential. */
    record Made(
            byte[] credential,
            byte[] key,
            UUID authenticator,
            long count,
            boolean backupEligible,
            boolean backedUp,
            List<String> transports) {}

    /** What is kept of a credential and needed to check its next use. */
    record Kept(byte[] key, long count, boolean backupEligible, boolean backedUp) {}

    /** A response that was read and not yet checked. */
    record Shown(byte[] credential, byte[] challenge, byte @Nullable [] user, AuthenticationData read) {}

    /** What a checked use leaves to be kept. */
    record Used(long count, boolean backedUp) {}

    /** The challenge that a new credential answers. */
    byte[] challengeOf(String response) throws NotAccepted {
        return challenge(readMade(response).getCollectedClientData());
    }

    /** Checks a new credential against the challenge that was given. */
    Made make(String response, RelyingParty.At at, byte[] challenge) throws NotAccepted {
        RegistrationData read = readMade(response);
        try {
            library.verify(read, new RegistrationParameters(server(at, challenge), ACCEPTED, true, true));
        } catch (RuntimeException e) {
            throw refused(e, origin(read.getCollectedClientData()));
        }
        AuthenticatorData<?> told = told(read.getAttestationObject()).getAuthenticatorData();
        AttestedCredentialData attested = told(told.getAttestedCredentialData());
        Set<AuthenticatorTransport> transports = read.getTransports();
        return new Made(
                attested.getCredentialId(),
                keys.convert(attested),
                told(attested.getAaguid().getValue()),
                told.getSignCount(),
                told.isFlagBE(),
                told.isFlagBS(),
                transports == null
                        ? List.of()
                        : transports.stream()
                                .map(AuthenticatorTransport::getValue)
                                .filter(word -> word.matches("[a-z-]{1,20}"))
                                .sorted()
                                .limit(8)
                                .toList());
    }

    /** Reads what a browser shows; nothing in it is believed yet. */
    Shown read(String response) throws NotAccepted {
        try {
            AuthenticationData read = library.parseAuthenticationResponseJSON(fitting(response));
            return shown(read, challenge(read.getCollectedClientData()));
        } catch (RuntimeException e) {
            // The library's reader falls over what is missing; whatever it is, nothing was read.
            throw new NotAccepted("identity.passkey.garbled", "what the browser sent cannot be read");
        }
    }

    /** Checks a use of a credential: origin, name, challenge, signature, user verification, counter. */
    Used check(Shown shown, RelyingParty.At at, Kept kept) throws NotAccepted {
        CredentialRecordImpl credential = new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                kept.backupEligible(),
                kept.backedUp(),
                kept.count(),
                keys.convert(kept.key()),
                null,
                null,
                null,
                null);
        try {
            library.verify(
                    shown.read(),
                    new AuthenticationParameters(server(at, shown.challenge()), credential, null, true, true));
        } catch (RuntimeException e) {
            throw refused(e, origin(shown.read().getCollectedClientData()));
        }
        AuthenticatorData<?> told = told(shown.read().getAuthenticatorData());
        return new Used(told.getSignCount(), told.isFlagBS());
    }

    // The library marks the bytes of its arrays as nullable where it means the arrays.
    @SuppressWarnings("NullAway")
    private static Shown shown(AuthenticationData read, byte[] challenge) {
        return new Shown(read.getCredentialId(), challenge, read.getUserHandle(), read);
    }

    private static <T> T told(@Nullable T value) throws NotAccepted {
        if (value == null) {
            throw new NotAccepted("identity.passkey.garbled", "what the browser sent is not whole");
        }
        return value;
    }

    private RegistrationData readMade(String response) throws NotAccepted {
        try {
            return library.parseRegistrationResponseJSON(fitting(response));
        } catch (RuntimeException e) {
            // The library's reader falls over what is missing; whatever it is, nothing was read.
            throw new NotAccepted("identity.passkey.garbled", "what the browser sent cannot be read");
        }
    }

    private static String fitting(String response) {
        if (response.isEmpty() || response.length() > RESPONSE_CHARACTERS_MAX) {
            throw new IllegalArgumentException("empty or too long");
        }
        return response;
    }

    private static ServerProperty server(RelyingParty.At at, byte[] challenge) {
        return ServerProperty.builder()
                .origin(new Origin(at.origin()))
                .rpId(at.id())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private static byte[] challenge(@Nullable CollectedClientData client) throws NotAccepted {
        return told(told(client).getChallenge()).getValue();
    }

    private static String origin(@Nullable CollectedClientData told) {
        String origin = told == null || told.getOrigin() == null
                ? "nowhere"
                : told.getOrigin().toString();
        return origin.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(200)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static NotAccepted refused(RuntimeException e, String origin) {
        return switch (e) {
            case BadOriginException x ->
                new NotAccepted("identity.passkey.origin", "it was asked for by another address: " + origin);
            case CrossOriginException x ->
                new NotAccepted("identity.passkey.origin", "it was asked for from inside another site");
            case BadRpIdException x ->
                new NotAccepted("identity.passkey.origin", "it belongs to the name of another site");
            case MaliciousCounterValueException x ->
                new NotAccepted(
                        "identity.passkey.counter", "its counter went back: the authenticator may have been copied");
            case UserNotVerifiedException x ->
                new NotAccepted("identity.passkey.unverified", "the authenticator did not verify its user");
            case BadSignatureException x ->
                new NotAccepted("identity.passkey.wrong", "the signature is not this passkey's");
            default ->
                new NotAccepted(
                        "identity.passkey.wrong",
                        "not accepted (" + e.getClass().getSimpleName().replace("Exception", "") + ")");
        };
    }
}
