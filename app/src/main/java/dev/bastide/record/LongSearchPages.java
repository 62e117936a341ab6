package dev.bastide.record;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A search that goes on while the page is left, and what it found. */
@Controller
class LongSearchPages {
    private static final String PATH = "/record/searches";
    private static final List<String> NO_FILTERS = List.of("sort", "desc", "size", "columns");

    private final LongSearches searches;
    private final RecordFilters filters;

    LongSearchPages(LongSearches searches, RecordFilters filters) {
        this.searches = searches;
        this.filters = filters;
    }

    @PostMapping(PATH)
    @Act("audit.read")
    String ask(Actor actor, Form form) {
        Map<String, String> wanted = new HashMap<>();
        for (String name : filters.names()) {
            if (!form.text(name).isEmpty() && !NO_FILTERS.contains(name)) {
                wanted.put(name, form.text(name));
            }
        }
        return "redirect:" + PATH + "/" + searches.ask(actor, filters.fixed(wanted));
    }

    @GetMapping(PATH + "/{id}")
    @Act("audit.read")
    ModelAndView show(Actor actor, @PathVariable UUID id) {
        return new ModelAndView("record/longsearch").addObject("search", searches.open(actor, id));
    }

    @PostMapping(PATH + "/{id}/cancel")
    @Act("audit.read")
    String cancel(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        searches.cancel(actor, id);
        Flash.done(redirect, "record.long.cancelled");
        return "redirect:" + PATH + "/" + id;
    }
}
