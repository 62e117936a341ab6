package dev.bastide.identity.signin;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.AddressOrigin;
import dev.bastide.identity.LostFactors;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Flash;
import dev.bastide.page.NoSuch;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Makes an invitation and shows its link, once. */
@Controller
class InvitePages {
    private final People people;
    private final Newcomers newcomers;
    private final LostFactors lost;
    private final AddressOrigin origin;

    InvitePages(People people, Newcomers newcomers, LostFactors lost, AddressOrigin origin) {
        this.origin = origin;
        this.lost = lost;
        this.people = people;
        this.newcomers = newcomers;
    }

    @PostMapping("/people/{id}/invite")
    @Act("person.edit")
    ModelAndView invite(@PathVariable UUID id, Actor actor, HttpServletRequest request) {
        Person person = people.find(new PersonId(id)).orElseThrow(() -> new NoSuch("identity.person", id.toString()));
        Newcomers.Invited invited = newcomers.invite(actor, person);
        return new ModelAndView("identity/signin/invited")
                .addObject("person", person)
                .addObject("expires", invited.expires())
                .addObject("mailed", invited.mailed())
                .addObject("directoryAt", origin.setByDirectory(person.id()).orElse(null))
                .addObject("link", link(request, invited));
    }

    /** For somebody who forgot the password and lost the factor; two others confirm it before an invitation is possible. */
    @PostMapping("/people/{id}/lost")
    @Act("person.edit")
    String lost(@PathVariable UUID id, Actor actor, RedirectAttributes redirect) {
        Person person = people.find(new PersonId(id)).orElseThrow(() -> new NoSuch("identity.person", id.toString()));
        lost.askFor(actor, person);
        Flash.done(redirect, "identity.lost.asked-for");
        return "redirect:/people/" + id;
    }

    /** The address that lets the invited person in, as this request reached us. */
    static String link(HttpServletRequest request, Newcomers.Invited invited) {
        return ServletUriComponentsBuilder.fromRequestUri(request)
                .replacePath("/invitation/" + invited.secret())
                .build()
                .toUriString();
    }
}
