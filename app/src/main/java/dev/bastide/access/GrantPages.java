package dev.bastide.access;

import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Permissions: one's own, everybody's, one of them, and asking for one. */
@Controller
class GrantPages {
    static final Action READ = new Action("grant.read");

    /** Why the duty does not cover it stands right after why it is needed. */
    private static final int REASON_AT = 5;

    private final Grants grants;
    private final GrantForms forms;
    private final GrantRules rules;
    private final Authority authority;
    private final Clock clock;

    GrantPages(Grants grants, GrantForms forms, GrantRules rules, Authority authority, Clock clock) {
        this.grants = grants;
        this.forms = forms;
        this.rules = rules;
        this.authority = authority;
        this.clock = clock;
    }

    @Bean
    NavEntry permissionsNav() {
        return NavEntry.of(NavGroup.OPERATE, "access.nav", "key", "/permissions", Act.SELF, 40)
                .letter("g");
    }

    @GetMapping("/permissions")
    @Act(Act.SELF)
    ModelAndView mine(Actor actor, ListQuery query) {
        Listing<Grant> listing = endable(Listing.of("access.mine"));
        List<Grant> rows = actor.person() == null ? List.of() : grants.of(actor.requirePerson());
        return listing.page(query, ListResult.whole(rows));
    }

    @GetMapping("/permissions/all")
    @Act("grant.read")
    ModelAndView all(Actor actor, ListQuery query) {
        Listing<Grant> listing = endable(Listing.<Grant>of("access.all")
                .search("q")
                .choice("state", GrantState.WORDS.toArray(String[]::new))
                .column("person", grant -> Cell.link(grant.personName(), "/people/" + grant.person())));
        Instant now = clock.instant();
        List<Grant> rows = GrantState.rows(grants, query.filter("state")).stream()
                .filter(grant -> authority.may(actor, READ, grant.node()).isPermitted())
                .filter(grant -> fits(grant, query, now))
                .toList();
        return listing.page(query, ListResult.whole(rows));
    }

    private boolean fits(Grant grant, ListQuery query, Instant now) {
        String text = query.filter("q").toLowerCase(java.util.Locale.ROOT);
        boolean named = grant.personName().toLowerCase(java.util.Locale.ROOT).contains(text)
                || grant.role().contains(text)
                || rules.pathOf(grant.node()).contains(text);
        return named && GrantState.fits(grant, query.filter("state"), now);
    }

    private Listing<Grant> endable(Listing<Grant> listing) {
        return columns(listing)
                .several(
                        "access.several",
                        GrantEndPages.PATH,
                        grant -> grant.id().toString());
    }

    private Listing<Grant> columns(Listing<Grant> listing) {
        return listing.column("role", grant -> Cell.text(grant.role()))
                .column("node", grant -> Cell.text(rules.pathOf(grant.node())))
                .column("basis", GrantPages::basis)
                .column("state", grant -> new Cell.State(chip(grant)))
                .column("expires", grant -> Cell.due(grant.expires()))
                .column("used", grant -> Cell.time(grant.lastUsed()))
                .opens(grant -> "/permissions/" + grant.id())
                .firstStep("/permissions/request")
                .create("/permissions/request");
    }

    private static Cell basis(Grant grant) {
        return grant.isException() ? Cell.chip(Tone.DUE, "access.basis.exception") : Cell.said("access.basis.duty");
    }

    private Chip chip(Grant grant) {
        Instant now = clock.instant();
        if (grant.endedReason() != null) {
            return Chip.of(Tone.UNKNOWN, "access.state.ended");
        }
        if (!grant.counts(now)) {
            return Chip.of(Tone.UNKNOWN, "access.state.expired");
        }
        if (grant.unused(now)) {
            return Chip.of(Tone.DUE, "access.state.unused");
        }
        boolean soon = grant.expires().isBefore(now.plus(GrantState.SOON));
        return soon ? Chip.of(Tone.DUE, "access.state.expiring") : Chip.of(Tone.HOLDS, "access.state.in-force");
    }

    @GetMapping("/permissions/{id:[0-9a-f-]{36}}")
    @Act(Act.SELF)
    ModelAndView view(Actor actor, @PathVariable UUID id) {
        Grant grant = require(actor, id);
        ObjectHead head = ObjectHead.of(
                        grant.isException() ? "access.grant.exception" : "access.grant",
                        grant.role() + " · " + grant.personName())
                .state(chip(grant))
                .at(rules.pathOf(grant.node()), grant.personName());
        if (grant.counts(clock.instant())) {
            head = head.menu(Step.dangerous("access.end", "/permissions/" + id + "/end", grant.role()));
        }
        return new ModelAndView("access/grant").addObject("head", head).addObject("facts", facts(grant));
    }

    private List<Fact> facts(Grant grant) {
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("access.person", Cell.link(grant.personName(), "/people/" + grant.person())),
                Fact.text("access.role", grant.role()),
                new Fact("access.node", Cell.link(rules.pathOf(grant.node()), "/tree/" + grant.node())),
                new Fact("access.basis", basis(grant)),
                Fact.text("access.reason", grant.reason()),
                new Fact("access.given", Cell.time(grant.granted())),
                new Fact("access.until", Cell.due(grant.expires())),
                new Fact("access.used", Cell.time(grant.lastUsed())),
                new Fact("access.way", Cell.said(way(grant))),
                Fact.text("access.ended", grant.endedReason() == null ? "" : grant.endedReason()),
                new Fact("access.id", Cell.code(grant.id().toString()))));
        String exception = grant.exception();
        if (exception != null) {
            facts.add(REASON_AT, Fact.text("access.exception", exception));
        }
        return facts;
    }

    private static String way(Grant grant) {
        if (grant.founding()) {
            return "access.way.founding";
        }
        return grant.isException() ? "access.way.exception" : "access.way.approved";
    }

    @PostMapping("/permissions/{id:[0-9a-f-]{36}}/end")
    @Act(Act.SELF)
    String end(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        grants.end(actor, new GrantId(id), form.text("reason"));
        Flash.done(redirect, "access.ended.done");
        return "redirect:/permissions/" + id;
    }

    @GetMapping("/permissions/request")
    @Act(Act.SELF)
    ModelAndView blank(
            Actor actor,
            @RequestParam(defaultValue = "") String person,
            @RequestParam(defaultValue = "") String role,
            @RequestParam(defaultValue = "") String node) {
        String self = actor.person() == null ? "" : actor.requirePerson().toString();
        return forms.page(
                actor,
                Form.blank("person", person.isEmpty() ? self : person, "role", role, "node", node, "days", "90"));
    }

    /** Says at once whether what is chosen so far is an exception, and how long it may last. */
    @GetMapping("/permissions/request/fit")
    @Act(Act.SELF)
    ModelAndView fit(Actor actor, Form form) {
        return forms.fit(actor, form);
    }

    @PostMapping("/permissions/request")
    @Act(Act.SELF)
    Object request(Actor actor, Form form, RedirectAttributes redirect) {
        Optional<GrantAsk> ask = forms.read(actor, form);
        if (ask.isEmpty()) {
            return forms.again(actor, form);
        }
        if (grants.founds(actor)) {
            GrantId granted = grants.foundingGrant(actor, ask.get());
            Flash.say(redirect, Tone.DUE, grants.endsFounding() ? "access.founded.last" : "access.founded");
            return "redirect:/permissions/" + granted.value();
        }
        Grants.Asked asked = grants.request(actor, ask.get());
        Flash.say(redirect, Tone.DUE, "access.asked");
        return "redirect:/approvals/" + asked.approval();
    }

    private Grant require(Actor actor, UUID id) {
        Grant grant = grants.find(new GrantId(id)).orElseThrow(() -> new NoSuch("access.grant", id.toString()));
        if (!grant.person().equals(actor.person())) {
            authority.may(actor, READ, grant.node()).orThrow();
        }
        return grant;
    }
}
