package dev.bastide.portal;

import dev.bastide.authority.Act;
import dev.bastide.page.Cell;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/** The duties this installation enforces, in words: where a refusal's rule leads. */
@Controller
class RegisterPages {
    /** The rows of the register that a rule of this program serves, in the register's order. */
    static final List<String> DUTIES = List.of(
            "A44", "A45", "A46", "A47", "A48", "A49", "A50", "A51", "A52", "A53", "A103", "A108", "A109", "A111",
            "A114", "A115", "A123", "A124", "B10", "B11", "B19", "B30");

    private static final Listing<String> REGISTER = Listing.<String>of("portal.register")
            .search("q")
            .column("duty", Cell::code)
            .column("title", duty -> Cell.said("portal.duty." + duty))
            .column("rule", duty -> Cell.said("portal.duty." + duty + ".rule"))
            .opens(duty -> "/register/" + duty);

    @GetMapping("/register")
    @Act(Act.SELF)
    ModelAndView register(ListQuery query, Words words) {
        String text = query.filter("q").toLowerCase(Locale.ROOT);
        List<String> found = DUTIES.stream()
                .filter(duty -> (duty + " " + words.say("portal.duty." + duty) + " "
                                + words.say("portal.duty." + duty + ".rule"))
                        .toLowerCase(Locale.ROOT)
                        .contains(text))
                .toList();
        return REGISTER.page(query, ListResult.whole(found));
    }

    @GetMapping("/register/{duty}")
    @Act(Act.SELF)
    ModelAndView duty(@PathVariable String duty) {
        if (!DUTIES.contains(duty)) {
            throw new NoSuch("portal.duty", duty);
        }
        return new ModelAndView("portal/duty").addObject("duty", duty);
    }
}
