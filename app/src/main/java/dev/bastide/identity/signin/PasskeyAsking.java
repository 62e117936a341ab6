package dev.bastide.identity.signin;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.identity.passkey.Options;
import dev.bastide.identity.passkey.Passkeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What our script asks before and after the browser shows a passkey. */
@RestController
class PasskeyAsking {
    private static final Duration ASKED = Duration.ofMinutes(10);

    private final People people;
    private final SecondFactor factor;
    private final Passkeys passkeys;
    private final Secrets secrets;

    PasskeyAsking(People people, SecondFactor factor, Passkeys passkeys, Secrets secrets) {
        this.people = people;
        this.factor = factor;
        this.passkeys = passkeys;
        this.secrets = secrets;
    }

    record ReadyJson(boolean passkey) {}

    record ShownJson(@Nullable String response) {
        @Override
        public String toString() {
            return "ShownJson[]";
        }
    }

    @GetMapping("/me/confirm/passkey")
    @Act(Act.SELF)
    ReadyJson ready(Actor actor) {
        return new ReadyJson(passkeys.has(actor.requirePerson()));
    }

    @PostMapping("/me/factors/passkey/options")
    @Act(Act.SELF)
    Options enrolOptions(Actor actor, HttpServletRequest request) {
        PasskeyPages.session(request);
        Person person = people.require(actor.requirePerson());
        if (person.secondFactor() && !factor.fresh(actor)) {
            throw new ActRefused(Reason.of("identity.passkey.stale", "A109", "/me/confirm?next=/me/factors/new"));
        }
        return passkeys.enrolOptions(actor, person);
    }

    @PostMapping("/me/confirm/passkey/options")
    @Act(Act.SELF)
    Options confirmOptions(Actor actor, HttpServletRequest request) {
        PasskeyPages.session(request);
        return passkeys.confirmOptions(actor);
    }

    @PostMapping("/me/confirm/passkey")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void confirm(@RequestBody ShownJson shown, Actor actor, HttpServletRequest request) {
        PasskeyPages.session(request);
        passkeys.confirm(actor, Objects.requireNonNullElse(shown.response(), ""));
    }

    @PostMapping("/sign-in/passkey/options")
    @Act(Act.OPEN)
    Options signInOptions(HttpServletRequest request, HttpServletResponse response) {
        String browser = secrets.fresh();
        Options options = passkeys.signInOptions(browser, request.getRemoteAddr());
        Cookies.giveBrowser(request, response, browser, ASKED);
        return options;
    }
}
