package dev.bastide.access;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.BadInput;
import dev.bastide.page.Form;
import dev.bastide.page.RowByRow;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;

/** Ends several permissions: asks for a reason first, then ends each by its own rule. */
@Controller
class GrantEndPages {
    static final String PATH = "/permissions/end";

    private static final String KEY = "access.several";
    private static final String BACK = "/permissions";
    private static final String BACK_TO_ALL = "/permissions/all";
    private static final int REASON_CHARACTERS_MAX = 400;

    private final Grants grants;
    private final GrantRules rules;
    private final Authority authority;
    private final RowByRow several;

    GrantEndPages(Grants grants, GrantRules rules, Authority authority, RowByRow several) {
        this.grants = grants;
        this.rules = rules;
        this.authority = authority;
        this.several = several;
    }

    @PostMapping(PATH)
    @Act(Act.SELF)
    ModelAndView end(Actor actor, Form form, HttpServletRequest request) {
        List<RowByRow.Row> rows = RowByRow.chosen(form).stream()
                .map(id -> new RowByRow.Row(id, name(actor, id)))
                .toList();
        String back = authority.mayAnywhere(actor, GrantPages.READ).isPermitted() ? BACK_TO_ALL : BACK;
        if (!form.ticked("confirmed")) {
            return several.ask(KEY, PATH, back, rows);
        }
        String reason = form.required("reason", REASON_CHARACTERS_MAX);
        if (!form.ok()) {
            throw BadInput.in("reason", "page.form.required");
        }
        return several.act(request, KEY, back, rows, id -> grants.end(actor, new GrantId(id), reason));
    }

    /** What the reader may know of it: an id he may not read stays an id. */
    private String name(Actor actor, UUID id) {
        return grants.find(new GrantId(id))
                .filter(grant -> grant.person().equals(actor.person())
                        || authority.may(actor, GrantPages.READ, grant.node()).isPermitted())
                .map(grant -> grant.role() + " · " + grant.personName() + " · " + rules.pathOf(grant.node()))
                .orElse(id.toString());
    }
}
