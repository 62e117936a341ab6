package dev.bastide.identity.scim;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of the directory: where it speaks to, and which of its words names which duty. */
@Controller
@Act("settings.edit")
class DirectoryPages {
    private static final String PATH = "/settings/directory";

    private final DutyMappings mappings;

    DirectoryPages(DutyMappings mappings) {
        this.mappings = mappings;
    }

    @GetMapping(PATH)
    ModelAndView show(Words words, HttpServletRequest request) {
        return filled(
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
            return filled(Form.again("identity/scim/directory", form.reject(mistake)), words, request);
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

    private ModelAndView filled(ModelAndView page, Words words, HttpServletRequest request) {
        Map<String, String> duties = new LinkedHashMap<>();
        DutyMappings.duties().forEach(duty -> duties.put(duty, words.say("identity.duty." + duty)));
        Map<String, String> attributes = new LinkedHashMap<>();
        DutyMappings.ATTRIBUTES.forEach(name -> attributes.put(name, words.say("identity.directory." + name)));
        return page.addObject("duties", duties)
                .addObject("attributes", attributes)
                .addObject("rows", mappings.all())
                .addObject("address", Answers.address(request));
    }
}
