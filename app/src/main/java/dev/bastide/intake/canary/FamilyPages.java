package dev.bastide.intake.canary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
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

    /** A cell as programs read it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CellJson(
            String component,
            String family,
            String heard,
            @JsonProperty("last_at") @Nullable Instant lastAt,
            boolean canary,
            @Nullable String record) {}

    @GetMapping("/log-families")
    @Act("intake.read")
    ModelAndView matrix(Actor actor) {
        List<Families.Row> rows = seen(actor);
        long silent = rows.stream()
                .flatMap(row -> row.cells().stream())
                .filter(cell -> cell.heard() == Families.Heard.NO)
                .count();
        return new ModelAndView("intake/canary/families")
                .addObject("rows", rows)
                .addObject("silent", silent);
    }

    @GetMapping("/api/v1/intake/families")
    @Act("intake.read")
    ResponseEntity<List<CellJson>> json(Actor actor) {
        return ResponseEntity.ok(seen(actor).stream()
                .flatMap(row -> row.cells().stream().map(cell -> json(row, cell)))
                .toList());
    }

    private List<Families.Row> seen(Actor actor) {
        return families.all().stream()
                .filter(row -> row.node() == null
                        || authority.may(actor, READ, row.node()).isPermitted())
                .toList();
    }

    private static CellJson json(Families.Row row, Families.Cell cell) {
        return new CellJson(
                row.component(),
                cell.family().word(),
                cell.heard().name().toLowerCase(java.util.Locale.ROOT),
                cell.at(),
                cell.canary(),
                cell.record() == null ? null : cell.record().toString());
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
