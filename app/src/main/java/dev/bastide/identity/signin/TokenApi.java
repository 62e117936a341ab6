package dev.bastide.identity.signin;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.page.NoSuch;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tokens and sessions in JSON. A token is made by login, password and code, never by another token: one that leaked must
 * not be able to outlive itself.
 */
@RestController
@RequestMapping("/api/v1")
class TokenApi {
    private static final int DAYS = 30;

    private final SignIn signIn;
    private final ApiTokens tokens;
    private final DirectoryTokens directory;
    private final WebSessions sessions;
    private final People people;
    private final SecondFactor factor;
    private final ActorOf actors;

    TokenApi(
            SignIn signIn,
            ApiTokens tokens,
            DirectoryTokens directory,
            WebSessions sessions,
            People people,
            SecondFactor factor,
            ActorOf actors) {
        this.signIn = signIn;
        this.tokens = tokens;
        this.directory = directory;
        this.sessions = sessions;
        this.people = people;
        this.factor = factor;
        this.actors = actors;
    }

    record WantedJson(
            @Nullable String login,
            @Nullable String password,
            @Nullable String code,
            @Nullable String name,
            @Nullable List<String> scopes,
            @Nullable Integer days) {
        @Override
        public String toString() {
            return "WantedJson[" + name + "]";
        }
    }

    record MadeJson(String id, String token, Instant expires) {
        @Override
        public String toString() {
            return "MadeJson[" + id + "]";
        }
    }

    record TokenJson(
            String id,
            String name,
            List<String> scopes,
            Instant created,
            Instant expires,
            @Nullable Instant last_used) {}

    record SessionJson(
            String id, String login, String address, String agent, Instant created, Instant seen, boolean current) {}

    @PostMapping("/tokens")
    @Act(Act.OPEN)
    @ResponseStatus(HttpStatus.CREATED)
    MadeJson make(@RequestBody WantedJson wanted, HttpServletRequest request) {
        String address = request.getRemoteAddr();
        SignIn.Claim claim = new SignIn.Claim(
                text(wanted.login()), text(wanted.password()), text(wanted.code()), address, AccessMethod.API);
        // A person without a second factor has only one place to go, and that is not here.
        Person person = signIn.prove(claim)
                .filter(Person::secondFactor)
                .orElseThrow(() -> new ActRefused(Reason.of("identity.sign-in.refused", "A109", "/sign-in")));
        Actor actor = actors.of(person, address, AccessMethod.API, null);
        return json(tokens.make(actor, person.id(), tokenOf(wanted)));
    }

    /** A token of a machine account, made by its owner with a code of his own. */
    @PostMapping("/people/{login}/tokens")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.CREATED)
    MadeJson makeForMachine(@PathVariable String login, @RequestBody WantedJson wanted, Actor actor) {
        Person machine = people.byLogin(login).orElseThrow(() -> new NoSuch("identity.person", login));
        if (!machine.machine() || !Objects.equals(machine.owner(), actor.person())) {
            throw new ActRefused(Reason.of("identity.token.not-owner", "A44", "/people"));
        }
        factor.codeOrFresh(actor, text(wanted.code())).orThrow();
        return json(tokens.make(actor, machine.id(), tokenOf(wanted)));
    }

    /** The tokens of a machine account that count, for whoever may revoke them. */
    @GetMapping("/people/{login}/tokens")
    @Act(Act.SELF)
    List<TokenJson> ofMachine(@PathVariable String login, Actor actor) {
        Person machine = people.byLogin(login).orElseThrow(() -> new NoSuch("identity.person", login));
        directory.requireCharge(actor, machine);
        return json(tokens.of(machine.id()));
    }

    /** Revokes one of them. */
    @DeleteMapping("/people/{login}/tokens/{id}")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeOfMachine(@PathVariable String login, @PathVariable UUID id, Actor actor) {
        Person machine = people.byLogin(login).orElseThrow(() -> new NoSuch("identity.person", login));
        if (!directory.revoke(actor, machine, id)) {
            throw new NoSuch("identity.token", id.toString());
        }
    }

    @GetMapping("/tokens")
    @Act(Act.SELF)
    List<TokenJson> list(Actor actor) {
        return json(tokens.of(actor.requirePerson()));
    }

    private static List<TokenJson> json(List<ApiToken> tokens) {
        return tokens.stream()
                .map(token -> new TokenJson(
                        token.id().toString(),
                        token.name(),
                        token.scopes(),
                        token.created(),
                        token.expires(),
                        token.lastUsed()))
                .toList();
    }

    @DeleteMapping("/tokens/{id}")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable UUID id, Actor actor) {
        if (!tokens.revoke(actor, actor.requirePerson(), id)) {
            throw new NoSuch("identity.token", id.toString());
        }
    }

    @GetMapping("/sessions/web")
    @Act(Act.SELF)
    List<SessionJson> sessions(Actor actor) {
        return sessions.of(actor.requirePerson()).stream()
                .map(session -> new SessionJson(
                        session.id().toString(),
                        session.login(),
                        session.address(),
                        session.agent(),
                        session.created(),
                        session.seen(),
                        session.id().toString().equals(actor.session())))
                .toList();
    }

    @DeleteMapping("/sessions/web/{id}")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id, Actor actor) {
        if (!sessions.end(actor, actor.requirePerson(), id, "ended by API")) {
            throw new NoSuch("identity.session", id.toString());
        }
    }

    private static ApiTokens.Wanted tokenOf(WantedJson wanted) {
        return new ApiTokens.Wanted(
                text(wanted.name()).isBlank() ? "command line" : text(wanted.name()),
                Optional.ofNullable(wanted.scopes()).orElse(List.of(ApiToken.ALL)),
                Optional.ofNullable(wanted.days()).orElse(DAYS));
    }

    private static MadeJson json(ApiTokens.Made made) {
        return new MadeJson(made.id().toString(), made.secret(), made.expires());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
