package dev.bastide.identity;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Panels;
import dev.bastide.page.Step;
import dev.bastide.page.Words;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One person: duty with its history, deputy, leave, keys, and what an administrator may do about them. */
@Controller
class PersonPages {
    private final People people;
    private final Duties duties;
    private final Deputies deputies;
    private final Succession succession;
    private final Joining joining;
    private final SshKeys keys;
    private final Panels panels;
    private final PersonStory story;
    private final Gate gate;
    private final AddressOrigin origin;
    private final Correction correction;

    PersonPages(
            People people,
            Duties duties,
            Deputies deputies,
            Succession succession,
            Joining joining,
            SshKeys keys,
            Panels panels,
            PersonStory story,
            Gate gate,
            AddressOrigin origin,
            Correction correction) {
        this.correction = correction;
        this.origin = origin;
        this.gate = gate;
        this.people = people;
        this.duties = duties;
        this.deputies = deputies;
        this.succession = succession;
        this.joining = joining;
        this.keys = keys;
        this.panels = panels;
        this.story = story;
    }

    @GetMapping("/people/{id}")
    @Act("person.read")
    ModelAndView person(@PathVariable UUID id, Actor actor, Words words) {
        return page(id, actor, words, Form.blank());
    }

    @PostMapping("/people/{id}/duty")
    @Act("person.edit")
    String changeDuty(@PathVariable UUID id, Actor actor, Form form, RedirectAttributes redirect) {
        Person person = find(id);
        duties.change(actor, person.id(), form.text("duty"));
        Flash.done(redirect, "identity.duty.changed", person.name());
        return "redirect:/people/" + id;
    }

    @PostMapping("/people/{id}/disable")
    @Act("person.edit")
    Object disable(@PathVariable UUID id, Actor actor, Form form, RedirectAttributes redirect) {
        Person person = find(id);
        if (form.text("confirm").equals(person.login())) {
            joining.disable(actor, person.id());
            Flash.done(redirect, "identity.person.disabled.done", person.name());
        }
        return "redirect:/people/" + id;
    }

    // Not person.edit: somebody who may approve names the deputy of the only one who edits people.
    @PostMapping("/people/{id}/deputy")
    @Act("person.read")
    Object nameDeputy(@PathVariable UUID id, Actor actor, Form form, Words words, RedirectAttributes redirect) {
        Person person = find(id);
        Person deputy = people.byLogin(form.text("deputy")).orElse(null);
        if (deputy == null) {
            return page(id, actor, words, form.reject("deputy", "identity.bad.login-unknown"));
        }
        succession.name(actor, person.id(), deputy.id());
        Flash.done(redirect, "identity.deputy.named", deputy.name());
        return "redirect:/people/" + id;
    }

    @PostMapping("/people/{id}/leave")
    @Act(Act.SELF)
    Object enterLeave(@PathVariable UUID id, Actor actor, Form form, Words words, RedirectAttributes redirect) {
        Person person = find(id);
        try {
            Instant from = day(form, "from", person.zone());
            Instant to = day(form, "to", person.zone());
            succession.enterLeave(actor, person.id(), from, to);
        } catch (BadInput mistake) {
            return page(id, actor, words, form.reject(mistake));
        }
        Flash.done(redirect, "identity.leave.entered");
        return "redirect:/people/" + id;
    }

    @PostMapping("/people/{id}/leave/{leave}/withdraw")
    @Act(Act.SELF)
    String withdrawLeave(@PathVariable UUID id, @PathVariable UUID leave, Actor actor) {
        succession.withdrawLeave(actor, find(id).id(), leave);
        return "redirect:/people/" + id;
    }

    @PostMapping("/people/{id}/logins")
    @Act("person.edit")
    Object addLogin(@PathVariable UUID id, Actor actor, Form form, Words words, RedirectAttributes redirect) {
        try {
            joining.addLogin(actor, find(id).id(), form.text("login"));
        } catch (BadInput mistake) {
            return page(id, actor, words, form.reject(mistake));
        }
        Flash.done(redirect, "identity.login.added", form.text("login"));
        return "redirect:/people/" + id;
    }

    @PostMapping("/people/{id}/correct")
    @Act("person.edit")
    Object correct(@PathVariable UUID id, Actor actor, Form form, Words words, RedirectAttributes redirect) {
        try {
            correction.correct(actor, find(id).id(), form.text("name"), form.text("email"));
        } catch (BadInput mistake) {
            return page(id, actor, words, form.reject(mistake));
        }
        Flash.done(redirect, "identity.correct.done");
        return "redirect:/people/" + id;
    }

    private Person find(UUID id) {
        return people.find(new PersonId(id)).orElseThrow(() -> new NoSuch("identity.person", id.toString()));
    }

    private ModelAndView page(UUID id, Actor actor, Words words, Form form) {
        Person person = find(id);
        boolean self = person.id().equals(actor.person());
        boolean invites = !self
                && person.active()
                && !person.machine()
                && !person.secondFactor()
                && gate.allows(actor, Gate.EDIT);
        ObjectHead head = story.head(person);
        return new ModelAndView("identity/person")
                .addObject("form", filled(form, person))
                .addObject("fromDirectory", correction.isKeptByDirectory(person.id()))
                .addObject("founds", gate.founds(actor))
                .addObject("person", person)
                .addObject("self", self)
                .addObject("invites", invites)
                .addObject("namesDeputy", person.active() && succession.mayNameFor(actor, person.id()))
                .addObject(
                        "head",
                        invites ? head.primary(Step.send("identity.invite", "/people/" + id + "/invite")) : head)
                .addObject("directoryAt", origin.setByDirectory(person.id()).orElse(null))
                .addObject("story", story.of(person.id()))
                .addObject("facts", story.facts(person))
                .addObject("leaves", deputies.leaves(person.id()))
                .addObject("keys", keys.of(person.id()))
                .addObject("duties", PeoplePages.duties(words))
                .addObject("blocks", panels.of("person", id, actor));
    }

    /** What stands is offered for correction, unless the reader has just sent something else. */
    private static Form filled(Form form, Person person) {
        boolean sent = form.error("name") != null || form.error("email") != null;
        return sent ? form : form.with("name", person.name()).with("email", person.email());
    }

    private static Instant day(Form form, String field, ZoneId zone) {
        try {
            return LocalDate.parse(form.text(field)).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw BadInput.in(field, "identity.bad.day");
        }
    }
}
