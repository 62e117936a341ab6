package dev.bastide.intake.canary;

import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** The matrix of components and families of events: what each was heard to tell within a day. */
@Controller
class FamilyPages {
    private static final Action READ = new Action("intake.read");

    private final Families families;
    private final Authority authority;

    FamilyPages(Families families, Authority authority) {
        this.families = families;
        this.authority = authority;
    }

    @GetMapping("/log-families")
    @Act("intake.read")
    ModelAndView matrix(Actor actor) {
        List<Families.Row> rows = seenBy(actor);
        long silent = rows.stream()
                .flatMap(row -> row.cells().stream())
                .filter(cell -> cell.heard() == Families.Heard.NO)
                .count();
        return new ModelAndView("intake/canary/families")
                .addObject("rows", rows)
                .addObject("silent", silent);
    }

    /** What this actor may see of it. */
    List<Families.Row> seenBy(Actor actor) {
        return families.all().stream()
                .filter(row -> row.node() == null
                        || authority.may(actor, READ, row.node()).isPermitted())
                .toList();
    }

    /** How a cell is shown. */
    static Chip chip(Families.Cell cell) {
        return switch (cell.heard()) {
            case YES -> Chip.of(Tone.HOLDS, cell.canary() ? "intake.heard.canary" : "intake.heard.event");
            case YET -> Chip.of(Tone.UNKNOWN, "intake.heard.yet");
            case NO -> Chip.of(Tone.VIOLATED, "intake.heard.no");
        };
    }
}
