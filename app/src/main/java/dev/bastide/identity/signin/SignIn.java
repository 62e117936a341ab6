package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.Attempts;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proves who somebody is: login, password and, for everybody who has one, the second factor. Whatever is wrong, the answer
 * is the same and comes at the same pace: nobody learns whether a login exists, is locked, or whose code was wrong.
 */
@Service
class SignIn {
    /** Refusals leave on a beat of this length, so that their time tells nothing. */
    private static final Duration BEAT = Duration.ofMillis(400);

    private static final Pattern CANARY = Pattern.compile("canary-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final People people;
    private final Passwords passwords;
    private final SecondFactor factor;
    private final Attempts attempts;
    private final WebSessions sessions;
    private final ActorOf actors;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    SignIn(
            People people,
            Passwords passwords,
            SecondFactor factor,
            Attempts attempts,
            WebSessions sessions,
            ActorOf actors,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.people = people;
        this.passwords = passwords;
        this.factor = factor;
        this.attempts = attempts;
        this.sessions = sessions;
        this.actors = actors;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What somebody claims.
     *
     * @param code a code of the authenticator or a recovery code; empty only while there is no second factor
     */
    record Claim(String login, String password, String code, String address, AccessMethod method) {}

    /** Proves the claim, or answers nothing after a whole number of beats. Every attempt is recorded. */
    Optional<Person> prove(Claim claim) {
        long started = System.nanoTime();
        Optional<Person> proved = judge(claim);
        if (proved.isEmpty()) {
            waitForBeat(started);
        }
        return proved;
    }

    /** Proves the claim and makes a web session of it. */
    Optional<WebSessions.Made> signIn(Claim claim, String agent) {
        return prove(claim).map(person -> open(person, claim, agent));
    }

    /** Makes a session of somebody who has just proved who he is, and records it. */
    WebSessions.Made open(Person person, Claim claim, String agent) {
        return open(
                person,
                claim,
                agent,
                person.secondFactor() ? "password and second factor" : "password, to enrol a second factor");
    }

    /** Makes a session of somebody who has proved who he is in this way, and records it. */
    WebSessions.Made open(Person person, Claim claim, String agent, String how) {
        return Objects.requireNonNull(transaction.execute(status -> {
            WebSessions.Made made =
                    sessions.make(person.id(), claim.login(), person.secondFactor(), claim.address(), agent);
            Actor actor =
                    actors.of(person, claim.address(), claim.method(), made.id().toString());
            audit.append(AuditRecord.of(clock.instant(), actor, Tag.SIGN_IN, "session.sign-in", how, Result.DONE));
            return made;
        }));
    }

    /** Somebody who proved the password only, and as whom he acts until more is proved. */
    record Known(Person person, Actor actor) {}

    /**
     * Proves the password alone, for reporting a lost second factor: who has none needs no such report. Answers after a
     * whole number of beats, right or wrong.
     */
    Optional<Known> proveByPassword(Claim claim) {
        long started = System.nanoTime();
        boolean locked = attempts.locked(claim.login(), claim.address());
        boolean password = passwords.matches(claim.login(), claim.password());
        Optional<Person> person = people.byLogin(claim.login()).filter(found -> found.active() && !found.machine());
        boolean good = !locked && password && person.isPresent();
        if (!good) {
            attempts.failed(claim.login(), claim.address());
            refuse(claim, person, locked);
        }
        waitForBeat(started);
        return person.filter(found -> good && found.secondFactor())
                .map(found -> new Known(found, Actor.stranger(found.login(), claim.address(), claim.method())));
    }

    // Every step is taken whatever the one before it said, except that a code is only used up behind a right password.
    private Optional<Person> judge(Claim claim) {
        boolean locked = attempts.locked(claim.login(), claim.address());
        Optional<Person> person = people.byLogin(claim.login()).filter(found -> found.active() && !found.machine());
        boolean password = passwords.matches(claim.login(), claim.password());
        boolean good = !locked && person.isPresent() && password && factorHolds(person.get(), claim.code());
        if (good) {
            attempts.succeeded(claim.login());
            return person;
        }
        attempts.failed(claim.login(), claim.address());
        refuse(claim, person, locked);
        return Optional.empty();
    }

    private boolean factorHolds(Person person, String code) {
        return !person.secondFactor() || factor.confirm(person.id(), code).isPermitted();
    }

    private void refuse(Claim claim, Optional<Person> person, boolean locked) {
        refuse(claim, person, locked ? "too many attempts" : "login, password or code wrong");
    }

    /** Records a refused attempt; the answer never says why. */
    void refuse(Claim claim, Optional<Person> person, String why) {
        // An unknown login may be a password typed into the wrong field, so it is not written down.
        // The canary, which tries whether this is recorded at all, is known by a form that nobody has as a password.
        String unknown = CANARY.matcher(claim.login()).matches() ? claim.login() : "unknown login";
        String claimed = person.map(Person::login).orElse(unknown);
        Actor actor = Actor.stranger(claimed, claim.address(), claim.method());
        audit.appendNow(AuditRecord.of(clock.instant(), actor, Tag.SIGN_IN, "session.sign-in", why, Result.REFUSED));
    }

    /** Waits for the end of the beat that runs since this nano time. */
    static void waitForBeat(long started) {
        long gone = System.nanoTime() - started;
        long end = started + (gone / BEAT.toNanos() + 1) * BEAT.toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
