package dev.bastide.identity.signin;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.identity.passkey.Passkeys;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Where a browser's new passkey arrives. */
@Controller
@Act(Act.SELF)
class PasskeyPages {
    private final People people;
    private final Enrolment enrolment;
    private final SecondFactor factor;
    private final Passkeys passkeys;
    private final WebSessions sessions;

    PasskeyPages(People people, Enrolment enrolment, SecondFactor factor, Passkeys passkeys, WebSessions sessions) {
        this.people = people;
        this.enrolment = enrolment;
        this.factor = factor;
        this.passkeys = passkeys;
        this.sessions = sessions;
    }

    @PostMapping("/me/factors/passkey")
    Object enrol(Form form, Actor actor, HttpServletRequest request, RedirectAttributes redirect) {
        WebSession session = session(request);
        Person person = people.require(actor.requirePerson());
        if (person.secondFactor() && !factor.fresh(actor)) {
            return "redirect:/me/confirm?next=/me/factors/new";
        }
        String name = form.required("name", 80);
        if (!form.ok()) {
            return again(actor, person, form);
        }
        try {
            List<String> codes = passkeys.enrol(actor, name, form.text("response"));
            sessions.factorConfirmed(session.id());
            Flash.done(redirect, "identity.passkey.added", name);
            return codes.isEmpty() ? "redirect:/me/factors" : FactorPages.codes(codes);
        } catch (BadInput mistake) {
            return again(actor, person, form.reject(mistake));
        } catch (ActRefused refused) {
            // It is recorded already; beside the field it helps more than on a page of its own.
            return again(
                    actor,
                    person,
                    form.reject(
                            "name",
                            refused.reason().key(),
                            refused.reason().args().toArray(String[]::new)));
        }
    }

    /** The browser's session. A token has none, and never enrols or confirms anything. */
    static WebSession session(HttpServletRequest request) {
        if (request.getAttribute(SessionFilter.SESSION) instanceof WebSession session) {
            return session;
        }
        throw new ActRefused(Reason.of("identity.passkey.browser", "A109", "/sign-in"));
    }

    private ModelAndView again(Actor actor, Person person, Form form) {
        return new ModelAndView("identity/signin/enrol")
                .addObject("form", form)
                .addObject("first", !person.secondFactor())
                .addObject("begun", enrolment.begin(actor, person));
    }
}
