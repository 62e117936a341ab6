package dev.bastide.identity.passkey;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Attempts;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.page.BadInput;
import dev.bastide.vault.SealBroken;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Passkeys as a second factor, as the confirmation of an act, and alone as a whole sign-in: the authenticator always
 * verifies its user, so that having it and being its owner are two factors. Every use and every refusal is recorded.
 * Source: seed 000 s4 (A109).
 */
@Service
public class Passkeys {
    private static final int NAME_CHARACTERS = 80;
    private static final UUID UNNAMED = new UUID(0, 0);

    private final RelyingParty party;
    private final Challenges challenges;
    private final Ceremony ceremony;
    private final StoredPasskeys stored;
    private final Enrolment enrolment;
    private final SecondFactor factor;
    private final Attempts attempts;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Passkeys(
            RelyingParty party,
            Challenges challenges,
            Ceremony ceremony,
            StoredPasskeys stored,
            Enrolment enrolment,
            SecondFactor factor,
            Attempts attempts,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.party = party;
        this.challenges = challenges;
        this.ceremony = ceremony;
        this.stored = stored;
        this.enrolment = enrolment;
        this.factor = factor;
        this.attempts = attempts;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What a shown passkey proves. */
    public sealed interface Proof {
        /** It is this person's, and its user was verified. */
        record Proved(PersonId person, String name) implements Proof {}

        /** It is not accepted: the message key of why, and what the record says. */
        record Refused(String key, String why) implements Proof {}
    }

    /** Whether the person has a passkey that works at the present address. */
    public boolean has(PersonId person) {
        return party.at()
                .filter(at -> !stored.credentials(person, at.id()).isEmpty())
                .isPresent();
    }

    /** Asks the browser of this session to make a passkey. Throws {@link ActRefused} where none can work. */
    public Options enrolOptions(Actor actor, Person person) {
        RelyingParty.At at = requireAt();
        byte[] challenge = give(Challenges.Purpose.ENROL, Challenges.Holder.session(session(actor)), actor.address());
        return Options.create(at, challenge, person, stored.credentials(person.id(), at.id()));
    }

    /**
     * Keeps the passkey that a browser made, and gives recovery codes when the person has none. Throws
     * {@link ActRefused} when it is not accepted.
     */
    public List<String> enrol(Actor actor, String name, String response) {
        String wanted = name.strip();
        if (wanted.isEmpty()
                || wanted.length() > NAME_CHARACTERS
                || wanted.chars().anyMatch(Character::isISOControl)) {
            throw BadInput.in("name", "identity.passkey.name.bad", Integer.toString(NAME_CHARACTERS));
        }
        RelyingParty.At at = requireAt();
        try {
            byte[] challenge = ceremony.challengeOf(response);
            take(challenge, Challenges.Purpose.ENROL, Challenges.Holder.session(session(actor)));
            Ceremony.Made made = ceremony.make(response, at, challenge);
            return keep(actor, wanted, at, made);
        } catch (Ceremony.NotAccepted refused) {
            record(actor, "factor.add", "passkey refused: " + refused.why());
            throw new ActRefused(Reason.of(refused.key(), "A109", "/me/factors/new", party.address()));
        }
    }

    /** Asks the browser of this session to show one of the person's passkeys. Throws {@link ActRefused}. */
    public Options confirmOptions(Actor actor) {
        RelyingParty.At at = requireAt();
        List<byte[]> known = stored.credentials(actor.requirePerson(), at.id());
        if (known.isEmpty()) {
            throw new ActRefused(Reason.of("identity.passkey.none", "A109", "/me/factors/new"));
        }
        byte[] challenge = give(Challenges.Purpose.CONFIRM, Challenges.Holder.session(session(actor)), actor.address());
        return Options.ask(at, challenge, known);
    }

    /** Confirms the person of this session, so that the second factor is fresh in it. Throws {@link ActRefused}. */
    public void confirm(Actor actor, String response) {
        PersonId person = actor.requirePerson();
        String account = "factor:" + person;
        if (attempts.locked(account, account)) {
            throw new ActRefused(Reason.of("identity.factor.locked", "A109", ""));
        }
        Proof proof = prove(Challenges.Purpose.CONFIRM, Challenges.Holder.session(session(actor)), person, response);
        switch (proof) {
            case Proof.Proved proved ->
                transaction.executeWithoutResult(status -> {
                    attempts.succeeded(account);
                    factor.confirmed(actor);
                    audit.append(AuditRecord.of(
                            clock.instant(),
                            actor,
                            Tag.SIGN_IN,
                            "factor.confirm",
                            "confirmed by passkey " + proved.name(),
                            Result.DONE));
                });
            case Proof.Refused refused -> {
                attempts.failed(account, account);
                record(actor, "factor.confirm", "passkey refused: " + refused.why());
                throw new ActRefused(Reason.of(refused.key(), "A109", "/me/confirm", party.address()));
            }
        }
    }

    /** Asks a browser that is not signed in to show any passkey of this site. Throws {@link ActRefused}. */
    public Options signInOptions(String browser, String address) {
        RelyingParty.At at = requireAt();
        // No credential is named: a list would tell strangers who has one.
        return Options.ask(
                at, give(Challenges.Purpose.SIGN_IN, Challenges.Holder.browser(browser), address), List.of());
    }

    /** Judges a passkey that is shown to sign in. The caller records, counts and answers. */
    public Proof signIn(String browser, String response) {
        return prove(Challenges.Purpose.SIGN_IN, Challenges.Holder.browser(browser), null, response);
    }

    private Proof prove(
            Challenges.Purpose purpose, Challenges.Holder holder, @Nullable PersonId expected, String response) {
        try {
            RelyingParty.At at = requireAt();
            Ceremony.Shown shown = ceremony.read(response);
            take(shown.challenge(), purpose, holder);
            StoredPasskeys.Stored known = find(shown);
            requireUsable(known, expected, shown);
            Ceremony.Used used = ceremony.check(shown, at, known.kept());
            Instant now = clock.instant();
            if (!Boolean.TRUE.equals(transaction.execute(status -> stored.used(known.factor(), used, now)))) {
                throw new Ceremony.NotAccepted("identity.passkey.counter", "it was used elsewhere at the same time");
            }
            return new Proof.Proved(known.person(), known.name());
        } catch (Ceremony.NotAccepted refused) {
            return new Proof.Refused(refused.key(), refused.why());
        }
    }

    private StoredPasskeys.Stored find(Ceremony.Shown shown) throws Ceremony.NotAccepted {
        try {
            return stored.byCredential(shown.credential())
                    .orElseThrow(() -> new Ceremony.NotAccepted("identity.passkey.unknown", "it is not known here"));
        } catch (SealBroken e) {
            throw new Ceremony.NotAccepted(
                    "identity.passkey.wrong", "its key in the database is not the one that was enrolled");
        }
    }

    private static void requireUsable(StoredPasskeys.Stored known, @Nullable PersonId expected, Ceremony.Shown shown)
            throws Ceremony.NotAccepted {
        byte[] user = shown.user();
        if (expected != null && !expected.equals(known.person())) {
            throw new Ceremony.NotAccepted("identity.passkey.unknown", "it is another person's");
        }
        if (known.removed()) {
            throw new Ceremony.NotAccepted("identity.passkey.unknown", "it was removed");
        }
        if (!known.active()) {
            throw new Ceremony.NotAccepted("identity.passkey.unknown", "its person is disabled or has no duty");
        }
        boolean named = user != null && user.length > 0;
        // Without a login typed before, the handle is what says whose passkey it claims to be.
        if ((expected == null && !named)
                || (named && !Arrays.equals(user, Options.user(known.person().value())))) {
            throw new Ceremony.NotAccepted("identity.passkey.wrong", "it names another person than its own");
        }
    }

    private List<String> keep(Actor actor, String name, RelyingParty.At at, Ceremony.Made made)
            throws Ceremony.NotAccepted {
        PersonId person = actor.requirePerson();
        Instant now = clock.instant();
        try {
            return transaction.execute(status -> {
                stored.add(person, name, at.id(), made, now);
                audit.append(AuditRecord.of(
                                now, actor, Tag.IDENTITY, "factor.add", "passkey " + name + told(made), Result.DONE)
                        .object("person", person));
                return enrolment.codesIfNone(actor);
            });
        } catch (DuplicateKeyException taken) {
            throw new Ceremony.NotAccepted("identity.passkey.taken", "the credential is registered already");
        }
    }

    // Any authenticator is accepted; what it says of itself is kept, so that one found broken later can be looked for.
    private static String told(Ceremony.Made made) {
        String model = made.authenticator().equals(UNNAMED)
                ? "unnamed"
                : made.authenticator().toString();
        return ", authenticator " + model + ", no attestation asked for, "
                + (made.backupEligible() ? "may be copied between devices" : "bound to its device")
                + (made.transports().isEmpty() ? "" : ", by " + String.join(" ", made.transports()));
    }

    private void take(byte[] challenge, Challenges.Purpose purpose, Challenges.Holder holder)
            throws Ceremony.NotAccepted {
        if (!challenges.take(challenge, purpose, holder)) {
            throw new Ceremony.NotAccepted(
                    "identity.passkey.challenge", "its challenge is unknown, used, over, or was given to another");
        }
    }

    private byte[] give(Challenges.Purpose purpose, Challenges.Holder holder, String address) {
        return challenges
                .give(purpose, holder, address)
                .orElseThrow(() -> new ActRefused(Reason.of("identity.factor.locked", "A109", "")));
    }

    private RelyingParty.At requireAt() {
        return party.at()
                .orElseThrow(() -> new ActRefused(Reason.of("identity.passkey.no-name", "A109", "", party.address())));
    }

    private void record(Actor actor, String operation, String why) {
        audit.appendNow(AuditRecord.of(clock.instant(), actor, Tag.SIGN_IN, operation, why, Result.REFUSED));
    }

    // Only a browser's session can be asked; a token has none and never confirms anything.
    private static UUID session(Actor actor) {
        try {
            return UUID.fromString(String.valueOf(actor.session()));
        } catch (IllegalArgumentException e) {
            throw new ActRefused(Reason.of("identity.passkey.challenge", "A109", "/sign-in"));
        }
    }
}
