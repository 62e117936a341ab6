package dev.bastide.identity.scim;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.signin.DirectoryTokens;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Step;
import dev.bastide.page.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of the directory: the way to it step by step, and which of its words names which duty. */
@Controller
@Act("settings.edit")
class DirectoryPages {
    private static final String PATH = "/settings/directory";

    private final DutyMappings mappings;
    private final SetupSteps steps;
    private final DirectoryTokens tokens;
    private final People people;

    DirectoryPages(DutyMappings mappings, SetupSteps steps, DirectoryTokens tokens, People people) {
        this.mappings = mappings;
        this.steps = steps;
        this.tokens = tokens;
        this.people = people;
    }

    @GetMapping(PATH)
    ModelAndView show(Actor actor, Words words, HttpServletRequest request) {
        return filled(
                actor,
                new ModelAndView("identity/scim/directory").addObject("form", Form.blank("attribute", "department")),
                words,
                request);
    }

    @PostMapping(PATH)
    Object put(Actor actor, Form form, Words words, HttpServletRequest request, RedirectAttributes redirect) {
        try {
            mappings.put(actor, new DutyMappings.Row(form.text("attribute"), form.text("word"), form.text("duty")));
            Flash.done(redirect, "identity.directory.saved", form.text("word").strip());
            return "redirect:" + PATH;
        } catch (BadInput mistake) {
            return filled(actor, Form.again("identity/scim/directory", form.reject(mistake)), words, request);
        }
    }

    @PostMapping(PATH + "/remove")
    String remove(Actor actor, Form form, RedirectAttributes redirect) {
        if (!mappings.remove(actor, form.text("of"), form.text("word"))) {
            throw new NoSuch("identity.directory.word", form.text("word"));
        }
        Flash.done(redirect, "identity.directory.removed", form.text("word"));
        return "redirect:" + PATH;
    }

    /** A token for the machine account, by whoever answers for it; shown this once. */
    @PostMapping(PATH + "/token")
    Object token(Actor actor, Form form, HttpServletRequest request) {
        Person machine = form.id("machine")
                .flatMap(id -> people.find(new PersonId(id)))
                .filter(Person::active)
                .orElseThrow(() -> new NoSuch("identity.person", form.text("machine")));
        return tokens.make(actor, machine)
                .<Object>map(made -> new ModelAndView("identity/scim/token")
                        .addObject("made", made)
                        .addObject("login", machine.login())
                        .addObject("address", Answers.address(request)))
                .orElse("redirect:/me/confirm?next=" + PATH);
    }

    /** Ends a token at once: the directory that signs in with it gets no answer any more. */
    @PostMapping(PATH + "/token/{id}/revoke")
    String revoke(@PathVariable UUID id, Actor actor, Form form, RedirectAttributes redirect) {
        String login = form.text("confirm");
        Person machine = people.byLogin(login)
                .filter(Person::machine)
                .orElseThrow(() -> BadInput.in("confirm", "page.form.wrong"));
        if (!tokens.revoke(actor, machine, id)) {
            throw new NoSuch("identity.token", id.toString());
        }
        Flash.done(redirect, "identity.directory.token.revoked", login);
        return "redirect:" + PATH;
    }

    /** The button that ends a token: the name of the account it signs in as has to be typed. */
    static Step revoking(Person machine, DirectoryTokens.Token token) {
        return Step.dangerous("identity.token.end", PATH + "/token/" + token.id() + "/revoke", machine.login());
    }

    private ModelAndView filled(Actor actor, ModelAndView page, Words words, HttpServletRequest request) {
        Map<String, String> duties = new LinkedHashMap<>();
        DutyMappings.duties().forEach(duty -> duties.put(duty, words.say("identity.duty." + duty)));
        Map<String, String> attributes = new LinkedHashMap<>();
        DutyMappings.ATTRIBUTES.forEach(name -> attributes.put(name, words.say("identity.directory." + name)));
        return page.addObject("duties", duties)
                .addObject("attributes", attributes)
                .addObject("rows", mappings.all())
                .addObject("standing", steps.standing(actor))
                .addObject("address", Answers.address(request));
    }
}
