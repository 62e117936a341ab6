package dev.bastide.identity;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of people, and adding one. */
@Controller
class PeoplePages {
    private static final Listing<PeopleList.Row> PEOPLE = Listing.<PeopleList.Row>of("identity.people")
            .search("q")
            .choice("duty", Duty.OF_HUMANS.toArray(String[]::new))
            .choice("state", "active", "disabled")
            .sorted("name", row -> Cell.text(row.name()))
            .sorted("login", row -> Cell.text(row.login()))
            .sorted("team", row -> Cell.text(row.team()))
            .sorted("duty", row -> row.duty().isEmpty() ? Cell.text("") : Cell.said("identity.duty." + row.duty()))
            .column("state", PeoplePages::state)
            .sorted("created", row -> Cell.time(row.created()))
            .opens(row -> "/people/" + row.id())
            .firstStep("/people/new")
            .create("/people/new");

    private final PeopleList list;
    private final Joining joining;
    private final People people;

    PeoplePages(PeopleList list, Joining joining, People people) {
        this.list = list;
        this.joining = joining;
        this.people = people;
    }

    /** The room's places in the left bar. */
    @Configuration(proxyBeanMethods = false)
    static class Nav {
        @Bean
        NavEntry peopleNav() {
            return NavEntry.of(NavGroup.PEOPLE, "identity.people", "users", "/people", "person.read", 10)
                    .letter("p");
        }
    }

    @GetMapping("/people")
    @Act("person.read")
    ModelAndView list(ListQuery query) {
        return PEOPLE.page("identity/people", query, list.read(query));
    }

    @GetMapping("/people/new")
    @Act("person.edit")
    ModelAndView blank(Words words) {
        return form(Form.blank(), words);
    }

    @PostMapping("/people")
    @Act("person.edit")
    Object add(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        try {
            PersonId id = joining.add(actor, wanted(form));
            Flash.done(redirect, "identity.person.added", people.require(id).name());
            return "redirect:/people/" + id;
        } catch (BadInput mistake) {
            return form(form.reject(mistake), words);
        }
    }

    private NewPerson wanted(Form form) {
        if (form.ticked("machine")) {
            Person owner = people.byLogin(form.text("owner"))
                    .filter(found -> found.active() && !found.machine())
                    .orElseThrow(() -> BadInput.in("owner", "identity.bad.owner"));
            return new NewPerson(
                    form.text("login"),
                    form.text("name"),
                    form.text("email"),
                    form.text("team"),
                    Duty.MACHINE,
                    owner.id());
        }
        return NewPerson.human(
                form.text("login"), form.text("name"), form.text("email"), form.text("team"), form.text("duty"));
    }

    private static ModelAndView form(Form form, Words words) {
        ModelAndView page = form.ok() ? new ModelAndView("identity/personnew") : Form.again("identity/personnew", form);
        return page.addObject("form", form).addObject("duties", duties(words));
    }

    /** The duties a form offers, worded. */
    static Map<String, String> duties(Words words) {
        Map<String, String> all = new LinkedHashMap<>();
        Duty.OF_HUMANS.forEach(duty -> all.put(duty, words.say("identity.duty." + duty)));
        return all;
    }

    private static Cell state(PeopleList.Row row) {
        if (!row.active()) {
            return Cell.chip(Tone.UNKNOWN, "identity.state.disabled");
        }
        if (row.machine()) {
            return Cell.chip(Tone.HOLDS, "identity.state.machine");
        }
        return row.factor()
                ? Cell.chip(Tone.HOLDS, "identity.state.active")
                : Cell.chip(Tone.DUE, "identity.state.no-factor");
    }
}
