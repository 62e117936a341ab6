package dev.bastide.alarm.roster;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Hands a shift over, answers an offer, and ends a shift. */
@Controller
class HandoverPages {
    private static final int NOTE_CHARACTERS_MAX = 2_000;

    private final RosterBook book;
    private final People people;

    HandoverPages(RosterBook book, People people) {
        this.book = book;
        this.people = people;
    }

    @GetMapping("/roster/shifts/{id}/hand-over")
    @Act(Act.SELF)
    ModelAndView ask(Actor actor, @PathVariable UUID id) {
        Shift shift = mine(actor, id);
        return page(shift, Form.blank());
    }

    @PostMapping("/roster/shifts/{id}/hand-over")
    @Act(Act.SELF)
    Object offer(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        Shift shift = mine(actor, id);
        String login = form.required("taker", 64);
        Optional<Person> taker = login.isEmpty() ? Optional.empty() : people.byLogin(login);
        if (form.text("note").length() > NOTE_CHARACTERS_MAX) {
            form.reject(
                    "note",
                    "page.form.too-long",
                    Integer.toString(NOTE_CHARACTERS_MAX),
                    Integer.toString(form.text("note").length()));
        }
        if (form.ok() && taker.isEmpty()) {
            form.reject("taker", "alarm.bad.login", login);
        }
        if (form.ok() && taker.isPresent()) {
            try {
                book.offer(actor, id, taker.get().id(), form.text("note"));
                Flash.done(redirect, "alarm.handover.sent", taker.get().name());
                return "redirect:/roster/" + shift.node();
            } catch (BadInput mistake) {
                form.reject(mistake);
            }
        }
        ModelAndView again = page(shift, form);
        again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return again;
    }

    @PostMapping("/roster/hand-overs/{id}/accept")
    @Act(Act.SELF)
    String accept(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        return answered(actor, id, true, redirect);
    }

    @PostMapping("/roster/hand-overs/{id}/decline")
    @Act(Act.SELF)
    String decline(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        return answered(actor, id, false, redirect);
    }

    @PostMapping("/roster/shifts/{id}/end")
    @Act(Act.SELF)
    String end(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        Shift shift = book.find(id).orElseThrow(() -> new NoSuch("alarm.shift", id.toString()));
        book.end(actor, id);
        Flash.done(redirect, "alarm.roster.ended");
        return "redirect:/roster/" + shift.node();
    }

    private String answered(Actor actor, UUID id, boolean accepted, RedirectAttributes redirect) {
        Shift shift = book.offered(id).orElseThrow(() -> new NoSuch("alarm.handover", id.toString()));
        book.answer(actor, id, accepted);
        Flash.done(redirect, accepted ? "alarm.handover.taken" : "alarm.handover.left");
        return "redirect:/roster/" + shift.node();
    }

    private Shift mine(Actor actor, UUID id) {
        return book.find(id)
                .filter(shift -> shift.holder().equals(actor.requirePerson()))
                .orElseThrow(() -> new NoSuch("alarm.shift", id.toString()));
    }

    private ModelAndView page(Shift shift, Form form) {
        return new ModelAndView("alarm/roster/handover")
                .addObject("shift", shift.id().toString())
                .addObject("node", shift.node().toString())
                .addObject("path", book.path(shift.node()))
                .addObject("until", shift.to())
                .addObject("form", form);
    }
}
