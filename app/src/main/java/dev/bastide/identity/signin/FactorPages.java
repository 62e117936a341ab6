package dev.bastide.identity.signin;

import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** My second factors: enrolling, recovery codes, taking one away. The one page a person without a factor can reach. */
@Controller
class FactorPages {
    private final People people;
    private final Enrolment enrolment;
    private final SecondFactor factor;
    private final WebSessions sessions;

    FactorPages(People people, Enrolment enrolment, SecondFactor factor, WebSessions sessions) {
        this.people = people;
        this.enrolment = enrolment;
        this.factor = factor;
        this.sessions = sessions;
    }

    @GetMapping("/me/factors")
    @Act(Act.SELF)
    ModelAndView factors(Actor actor) {
        Person person = people.require(actor.requirePerson());
        return person.secondFactor() ? list(person, Form.blank()) : enrol(actor, person, Form.blank());
    }

    @GetMapping("/me/factors/new")
    @Act(Act.SELF)
    Object another(Actor actor) {
        // A second authenticator is put in only by somebody who has just shown the first.
        Person person = people.require(actor.requirePerson());
        return !person.secondFactor() || factor.fresh(actor)
                ? enrol(actor, person, Form.blank())
                : "redirect:/me/confirm?next=/me/factors/new";
    }

    @PostMapping("/me/factors/{id}/confirm")
    @Act(Act.SELF)
    Object confirm(@PathVariable UUID id, Form form, Actor actor, HttpServletRequest request) {
        Person person = people.require(actor.requirePerson());
        if (person.secondFactor() && !factor.fresh(actor)) {
            return "redirect:/me/confirm?next=/me/factors/new";
        }
        try {
            List<String> codes = enrolment.finish(actor, id, form.text("code"));
            if (request.getAttribute(SessionFilter.SESSION) instanceof WebSession session) {
                sessions.factorConfirmed(session.id());
            }
            return codes(codes);
        } catch (ActRefused refused) {
            form.reject("code", refused.reason().key());
            return enrol(actor, person, form);
        }
    }

    @PostMapping("/me/factors/recovery")
    @Act(Act.SELF)
    Object recovery(Form form, Actor actor) {
        Person person = people.require(actor.requirePerson());
        if (needsCode(actor, form)
                && factor.refresh(actor, form.text("code")) instanceof Decision.Refused(var reason)) {
            return list(person, form.reject("code", reason.key()));
        }
        return codes(enrolment.renewCodes(actor));
    }

    @PostMapping("/me/factors/{id}/remove")
    @Act(Act.SELF)
    Object remove(@PathVariable UUID id, Form form, Actor actor, RedirectAttributes redirect) {
        if (!factor.fresh(actor)) {
            return "redirect:/me/confirm?next=/me/factors";
        }
        enrolment.remove(actor, id);
        Flash.done(redirect, "identity.factor.removed");
        return "redirect:/me/factors";
    }

    @GetMapping("/me/confirm")
    @Act(Act.SELF)
    ModelAndView ask(Form form) {
        return confirmForm(Form.blank("next", SignInPages.safe(form.text("next"))));
    }

    @PostMapping("/me/confirm")
    @Act(Act.SELF)
    Object confirmNow(Form form, Actor actor) {
        if (needsCode(actor, form)
                && factor.refresh(actor, form.text("code")) instanceof Decision.Refused(var reason)) {
            return confirmForm(form.reject("code", reason.key()));
        }
        return "redirect:" + SignInPages.safe(form.text("next"));
    }

    // A passkey shown just now leaves the field of the code empty.
    private boolean needsCode(Actor actor, Form form) {
        return !form.text("code").isEmpty() || !factor.fresh(actor);
    }

    private ModelAndView enrol(Actor actor, Person person, Form form) {
        return new ModelAndView("identity/signin/enrol")
                .addObject("form", form)
                .addObject("first", !person.secondFactor())
                .addObject("begun", enrolment.begin(actor, person));
    }

    private ModelAndView list(Person person, Form form) {
        return new ModelAndView("identity/signin/factors")
                .addObject("form", form)
                .addObject("factors", enrolment.of(person.id()))
                .addObject("showsCodes", factor.showsCodes(person.id()))
                .addObject("codesLeft", enrolment.codesLeft(person.id()));
    }

    static ModelAndView codes(List<String> codes) {
        return new ModelAndView("identity/signin/codes").addObject("codes", codes);
    }

    private static ModelAndView confirmForm(Form form) {
        return new ModelAndView("identity/signin/confirm").addObject("form", form);
    }
}
