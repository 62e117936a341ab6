package dev.bastide.identity;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Adding many people at once: paste, look, add. */
@Controller
@Act("person.edit")
class ImportPages {
    private final PeopleImport importing;

    ImportPages(PeopleImport importing) {
        this.importing = importing;
    }

    /** The same for programs; {@code dry_run=true} only judges. */
    @RestController
    static class Api {
        private final PeopleImport importing;

        Api(PeopleImport importing) {
            this.importing = importing;
        }

        record AnswerJson(int added, List<PeopleImport.Line> lines) {}

        @PostMapping(
                path = "/api/v1/people/import",
                consumes = {"text/csv", MediaType.TEXT_PLAIN_VALUE})
        @Act("person.edit")
        AnswerJson add(
                Actor actor,
                @RequestBody String csv,
                @RequestParam(name = "dry_run", defaultValue = "false") boolean dry) {
            List<PeopleImport.Line> lines = importing.preview(csv);
            return new AnswerJson(dry ? 0 : importing.add(actor, csv), lines);
        }
    }

    @GetMapping("/people/import")
    ModelAndView blank() {
        return page(Form.blank(), List.of());
    }

    @PostMapping("/people/import")
    Object add(Actor actor, Form form, RedirectAttributes redirect) {
        String csv = form.text("csv");
        try {
            List<PeopleImport.Line> lines = importing.preview(csv);
            boolean good = lines.stream().allMatch(PeopleImport.Line::good);
            if (!good || !form.ticked("confirmed")) {
                return page(form, lines);
            }
            int added = importing.add(actor, csv);
            Flash.done(redirect, "identity.import.added", Integer.toString(added));
            return "redirect:/people";
        } catch (BadInput mistake) {
            return page(form.reject(mistake), List.of());
        }
    }

    private static ModelAndView page(Form form, List<PeopleImport.Line> lines) {
        return new ModelAndView("identity/importing")
                .addObject("form", form)
                .addObject("lines", lines)
                .addObject("good", !lines.isEmpty() && lines.stream().allMatch(PeopleImport.Line::good));
    }
}
