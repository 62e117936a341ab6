package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** My profile and my SSH keys. */
@Controller
@Act(Act.SELF)
class MePages {
    private final People people;
    private final Duties duties;
    private final Profiles profiles;
    private final SshKeys keys;
    private final AuditLog audit;
    private final Clock clock;

    MePages(People people, Duties duties, Profiles profiles, SshKeys keys, AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
        this.people = people;
        this.duties = duties;
        this.profiles = profiles;
        this.keys = keys;
    }

    @GetMapping("/me")
    ModelAndView profile(Actor actor) {
        Profiles.Settings mine = profiles.of(actor.requirePerson());
        return profile(
                actor,
                Form.blank(
                        "locale", mine.locale(),
                        "zone", mine.zone(),
                        "quiet-from", mine.quietFrom(),
                        "quiet-to", mine.quietTo()));
    }

    @PostMapping("/me")
    Object change(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            profiles.change(
                    actor,
                    new Profiles.Settings(
                            form.text("locale"), form.text("zone"), form.text("quiet-from"), form.text("quiet-to")));
        } catch (BadInput mistake) {
            form.reject(mistake);
            return profile(actor, form);
        }
        Flash.done(redirect, "identity.me.changed");
        return "redirect:/me";
    }

    @GetMapping("/me/keys")
    ModelAndView keys(Actor actor) {
        return keys(actor, Form.blank());
    }

    @PostMapping("/me/keys")
    Object addKey(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            SshKeys.Key key = keys.add(actor, actor.requirePerson(), form.required("key", 8_192));
            Flash.done(redirect, "identity.key.added", key.fingerprint());
            return "redirect:/me/keys";
        } catch (ActRefused refused) {
            // Beside the field it helps more than on a page of its own; it is recorded like any other refusal.
            audit.appendNow(AuditRecord.of(
                    clock.instant(),
                    actor,
                    Tag.IDENTITY,
                    "key.add",
                    "refused: " + refused.reason().key() + " "
                            + String.join(" ", refused.reason().args()),
                    Result.REFUSED));
            form.reject("key", refused.reason().key(), refused.reason().args().toArray(String[]::new));
            return keys(actor, form);
        }
    }

    @PostMapping("/me/keys/{id}/remove")
    String removeKey(@PathVariable UUID id, Actor actor, RedirectAttributes redirect) {
        keys.remove(actor, actor.requirePerson(), id);
        Flash.done(redirect, "identity.key.removed");
        return "redirect:/me/keys";
    }

    private ModelAndView profile(Actor actor, Form form) {
        Person me = people.require(actor.requirePerson());
        return new ModelAndView("identity/me")
                .addObject("form", form)
                .addObject("person", me)
                .addObject("logins", people.logins(me.id()))
                .addObject(
                        "duty",
                        duties.current(me.id()).map(DutyAssignment::duty).orElse(""));
    }

    private ModelAndView keys(Actor actor, Form form) {
        return new ModelAndView("identity/keys")
                .addObject("form", form)
                .addObject("keys", keys.of(actor.requirePerson()));
    }
}
