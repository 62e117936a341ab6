package dev.bastide.intake.canary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The matrix of components and families, for programs. */
@RestController
class FamilyApi {
    private final FamilyPages pages;

    FamilyApi(FamilyPages pages) {
        this.pages = pages;
    }

    /** A cell as programs read it: {@code heard} is yes, yet or no. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CellJson(
            String component,
            String family,
            String heard,
            @JsonProperty("last_at") @Nullable Instant lastAt,
            boolean canary,
            @Nullable String record) {}

    @GetMapping("/api/v1/intake/families")
    @Act("intake.read")
    List<CellJson> all(Actor actor) {
        return pages.seenBy(actor).stream()
                .flatMap(row -> row.cells().stream().map(cell -> json(row, cell)))
                .toList();
    }

    private static CellJson json(Families.Row row, Families.Cell cell) {
        return new CellJson(
                row.component(),
                cell.family().word(),
                cell.heard().name().toLowerCase(Locale.ROOT),
                cell.at(),
                cell.canary(),
                cell.record() == null ? null : cell.record().toString());
    }
}
