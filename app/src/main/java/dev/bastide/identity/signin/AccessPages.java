package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.Step;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** My tokens, my sessions and my password. */
@Controller
@Act(Act.SELF)
class AccessPages {
    private static final int WHY_CHARACTERS = 300;

    private final WebSessions sessions;
    private final ApiTokens tokens;
    private final Passwords passwords;
    private final People people;
    private final SecondFactor factor;
    private final PasswordChange change;
    private final AuditLog audit;
    private final Clock clock;

    AccessPages(
            WebSessions sessions,
            ApiTokens tokens,
            Passwords passwords,
            People people,
            SecondFactor factor,
            PasswordChange change,
            AuditLog audit,
            Clock clock) {
        this.audit = audit;
        this.clock = clock;
        this.sessions = sessions;
        this.tokens = tokens;
        this.passwords = passwords;
        this.people = people;
        this.factor = factor;
        this.change = change;
    }

    @GetMapping("/me/sessions")
    ModelAndView sessions(Actor actor) {
        return new ModelAndView("identity/signin/sessions")
                .addObject("sessions", sessions.of(actor.requirePerson()))
                .addObject("current", Objects.requireNonNullElse(actor.session(), ""));
    }

    @PostMapping("/me/sessions/{id}/end")
    String end(@PathVariable UUID id, Actor actor, RedirectAttributes redirect) {
        sessions.end(actor, actor.requirePerson(), id, "ended from the list");
        Flash.done(redirect, "identity.session.ended");
        return "redirect:/me/sessions";
    }

    @GetMapping("/me/tokens")
    ModelAndView tokens(Actor actor) {
        return tokens(actor, Form.blank("days", "90", "scopes", ApiToken.ALL));
    }

    @PostMapping("/me/tokens")
    Object make(Actor actor, Form form) {
        if (!factor.fresh(actor)) {
            return "redirect:/me/confirm?next=/me/tokens";
        }
        String name = form.required("name", 80);
        Optional<Integer> days = form.number("days", 1, ApiTokens.DAYS_MAX);
        if (!form.ok()) {
            return refused(actor, form, "identity.token.bad: name or length of " + form.text("days") + " days");
        }
        List<String> scopes = List.of(form.text("scopes").split("[\\s,]+", -1));
        try {
            ApiTokens.Made made =
                    tokens.make(actor, actor.requirePerson(), new ApiTokens.Wanted(name, scopes, days.orElseThrow()));
            return new ModelAndView("identity/signin/token").addObject("made", made);
        } catch (ActRefused refused) {
            return refused(
                    actor,
                    form.reject("scopes", "identity.token.scopes.bad"),
                    refused.reason().key() + ": scopes " + form.text("scopes"));
        }
    }

    @PostMapping("/me/tokens/{id}/revoke")
    String revoke(@PathVariable UUID id, Actor actor, RedirectAttributes redirect) {
        tokens.revoke(actor, actor.requirePerson(), id);
        Flash.done(redirect, "identity.token.revoked");
        return "redirect:/me/tokens";
    }

    @GetMapping("/me/password")
    ModelAndView password() {
        return passwordForm(Form.blank());
    }

    @PostMapping("/me/password")
    Object changePassword(Actor actor, Form form, HttpServletRequest request, RedirectAttributes redirect) {
        if (!(request.getAttribute(SessionFilter.SESSION) instanceof WebSession session)) {
            return "redirect:/sign-in";
        }
        String old = Objects.requireNonNullElse(request.getParameter("old"), "");
        String wanted = Objects.requireNonNullElse(request.getParameter("password"), "");
        Person me = people.require(actor.requirePerson());
        Optional<String> weak = passwords.whyWeak(wanted, me, people.logins(me.id()));
        if (weak.isPresent()) {
            return passwordForm(form.reject("password", weak.get()));
        }
        if (!wanted.equals(request.getParameter("again"))) {
            return passwordForm(form.reject("again", "identity.password.differs"));
        }
        if (!change.change(actor, session, old, form.text("code"), wanted)) {
            return passwordForm(form.reject("", "identity.password.refused"));
        }
        Flash.done(redirect, "identity.password.changed");
        return "redirect:/me";
    }

    // Beside the field it helps more than on a page of its own; it is recorded like any other refusal.
    private ModelAndView refused(Actor actor, Form form, String why) {
        String told = why.length() <= WHY_CHARACTERS ? why : why.substring(0, WHY_CHARACTERS);
        audit.appendNow(
                AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, "token.add", "refused: " + told, Result.REFUSED));
        return tokens(actor, form);
    }

    private ModelAndView tokens(Actor actor, Form form) {
        return new ModelAndView("identity/signin/tokens")
                .addObject("form", form)
                .addObject("tokens", tokens.of(actor.requirePerson()))
                .addObject("machines", machines(actor));
    }

    /** A token of a machine account that the reader answers for. */
    record OfMachine(String login, ApiToken token) {
        /** The button that ends it: the name of the account has to be typed. */
        Step revoking() {
            return Step.dangerous("identity.token.end", "/me/tokens/" + token.id() + "/revoke", login);
        }
    }

    private List<OfMachine> machines(Actor actor) {
        return people.active().stream()
                .filter(person -> person.machine() && Objects.equals(person.owner(), actor.person()))
                .flatMap(
                        machine -> tokens.of(machine.id()).stream().map(token -> new OfMachine(machine.login(), token)))
                .toList();
    }

    private static ModelAndView passwordForm(Form form) {
        return new ModelAndView("identity/signin/password").addObject("form", form);
    }
}
