package dev.bastide.page;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A reader's own views of lists, and the columns he wants to see. */
@Controller
class ViewPages {
    /** A list of this console and its parameters; nothing that could lead elsewhere. */
    private static final Pattern LIST = Pattern.compile("(/[a-z0-9/-]{1,199})(?:\\?([!-~]{0,2000}))?");

    private final SavedViews views;

    ViewPages(SavedViews views) {
        this.views = views;
    }

    @PostMapping("/views")
    @Act(Act.SELF)
    String save(Actor actor, Form form, RedirectAttributes redirect) {
        Place place = Place.of(form.text("list"));
        String name = name(form);
        views.save(actor, place.path(), place.query(), name, form.ticked("standing"));
        Flash.done(redirect, "page.view.saved", name);
        return "redirect:" + place.address();
    }

    @PostMapping("/views/{id:[0-9a-f-]{36}}")
    @Act(Act.SELF)
    String change(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        SavedView view = views.require(actor, id);
        String name = name(form);
        views.change(actor, view, name, form.ticked("standing"));
        Flash.done(redirect, "page.view.saved", name);
        return "redirect:" + view.address();
    }

    @PostMapping("/views/{id:[0-9a-f-]{36}}/delete")
    @Act(Act.SELF)
    String delete(Actor actor, @PathVariable UUID id, RedirectAttributes redirect) {
        SavedView view = views.require(actor, id);
        views.remove(actor, view);
        Flash.done(redirect, "page.view.deleted", view.name());
        return "redirect:" + view.address();
    }

    @PostMapping("/views/columns")
    @Act(Act.SELF)
    String columns(Actor actor, Form form) {
        Place place = Place.of(form.text("list"));
        List<String> chosen = ListQuery.names(form.all("columns"));
        boolean all = form.ticked("all") || Integer.toString(chosen.size()).equals(form.text("of"));
        views.chooseColumns(actor, place.path(), all ? List.of() : chosen);
        return "redirect:" + place.without("columns");
    }

    private static String name(Form form) {
        String name = form.required("name", SavedViews.NAME_CHARACTERS_MAX);
        if (!form.ok() || name.chars().anyMatch(Character::isISOControl)) {
            throw BadInput.in("name", "page.view.name", Integer.toString(SavedViews.NAME_CHARACTERS_MAX));
        }
        return name;
    }

    /** Which list is meant, and with which parameters. */
    private record Place(String path, String query) {

        static Place of(String address) {
            Matcher read = LIST.matcher(address);
            if (!read.matches() || read.group(1).startsWith("//")) {
                throw BadInput.in("list", "page.view.no-list");
            }
            String query = read.group(2) == null || read.group(2).equals(ListQuery.WHOLE) ? "" : read.group(2);
            return new Place(read.group(1), query);
        }

        String address() {
            return path + "?" + (query.isEmpty() ? ListQuery.WHOLE : query);
        }

        String without(String parameter) {
            List<String> left = List.of(query.split("&", -1)).stream()
                    .filter(part -> !part.isEmpty() && !part.startsWith(parameter + "="))
                    .toList();
            return new Place(path, String.join("&", left)).address();
        }
    }
}
