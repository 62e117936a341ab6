package dev.bastide.identity.signin;

import dev.bastide.identity.Attempts;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.passkey.Passkeys;
import dev.bastide.identity.passkey.Passkeys.Proof;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * Signing in with a passkey: behind a password, or alone. Alone it is enough, because the authenticator verifies its
 * user: something one has, opened by something one knows or is. Answers at the same pace as {@link SignIn}.
 */
@Service
class PasskeySignIn {
    private final SignIn signIn;
    private final Passkeys passkeys;
    private final Passwords passwords;
    private final People people;
    private final Attempts attempts;

    PasskeySignIn(SignIn signIn, Passkeys passkeys, Passwords passwords, People people, Attempts attempts) {
        this.signIn = signIn;
        this.passkeys = passkeys;
        this.passwords = passwords;
        this.people = people;
        this.attempts = attempts;
    }

    /** A passkey that is shown by the browser with this secret. */
    record Shown(String browser, String response) {
        @Override
        public String toString() {
            return "Shown[]";
        }
    }

    /** Proves the claim and makes a web session, or answers nothing after a whole number of beats. */
    Optional<WebSessions.Made> signIn(SignIn.Claim claim, Shown shown, String agent) {
        long started = System.nanoTime();
        boolean withPassword = !claim.password().isEmpty();
        String account = withPassword ? claim.login() : "passkey from " + claim.address();
        boolean locked = attempts.locked(account, claim.address());
        Proof proof = passkeys.signIn(shown.browser(), shown.response());
        Optional<Person> person = owner(proof).filter(found -> !locked);
        if (withPassword) {
            // The password is judged in any case, so that the time tells nothing.
            boolean right = passwords.matches(claim.login(), claim.password());
            Optional<Person> named = people.byLogin(claim.login());
            person = person.filter(found -> right && named.filter(found::equals).isPresent());
        }
        if (person.isEmpty()) {
            attempts.failed(account, claim.address());
            signIn.refuse(claim, owner(proof), why(proof, locked));
            SignIn.waitForBeat(started);
            return Optional.empty();
        }
        attempts.succeeded(account);
        Person found = person.get();
        SignIn.Claim proved =
                new SignIn.Claim(withPassword ? claim.login() : found.login(), "", "", claim.address(), claim.method());
        String how = (withPassword ? "password and passkey " : "passkey alone, its user verified: ") + name(proof);
        return Optional.of(signIn.open(found, proved, agent, how));
    }

    private Optional<Person> owner(Proof proof) {
        return switch (proof) {
            case Proof.Proved proved -> people.find(proved.person()).filter(Person::active);
            case Proof.Refused refused -> Optional.empty();
        };
    }

    private static String why(Proof proof, boolean locked) {
        return switch (proof) {
            case Proof.Refused refused -> "passkey refused: " + refused.why();
            case Proof.Proved proved when locked -> "too many attempts";
            case Proof.Proved proved -> "login or password wrong, or the passkey is another person's";
        };
    }

    private static String name(Proof proof) {
        return proof instanceof Proof.Proved proved ? proved.name() : "";
    }
}
