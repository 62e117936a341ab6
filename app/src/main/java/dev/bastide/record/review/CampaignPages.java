package dev.bastide.record.review;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** All campaigns, what of the log was in none that is completed, and one campaign with its items. */
@Controller
class CampaignPages {
    private final CampaignDesk desk;
    private final Coverage coverage;
    private final Completing completing;
    private final Recount recount;
    private final Settling settling;
    private final Reviewers reviewers;
    private final Listing<CampaignDesk.Row> list;
    private final Listing<Item> items;

    CampaignPages(
            CampaignDesk desk,
            Coverage coverage,
            Completing completing,
            Recount recount,
            Settling settling,
            Reviewers reviewers) {
        this.desk = desk;
        this.coverage = coverage;
        this.completing = completing;
        this.recount = recount;
        this.settling = settling;
        this.reviewers = reviewers;
        this.list = Listing.<CampaignDesk.Row>of("record.review.campaigns")
                .column("name", row -> Cell.text(row.campaign().name()))
                .column("state", row -> new Cell.State(row.state().chip()))
                .column("scope", row -> scope(row.campaign()))
                .column("from", row -> Cell.time(row.campaign().from()))
                .column("until", row -> Cell.time(row.campaign().until()))
                .column("judged", row -> Cell.text(row.progress()))
                .column("findings", row -> Cell.number(row.findings()))
                .column("due", row -> row.isOpen() ? Cell.due(row.due()) : Cell.time(row.due()))
                .opens(row -> row.campaign().path());
        this.items = Listing.<Item>of("record.review.items")
                .choice("verdict", "none", Item.Verdict.IN_ORDER, Item.Verdict.NOT_IN_ORDER)
                .choice("origin", Item.SAMPLE, Item.RISK)
                .choice("mine", "yes")
                .column("number", item -> Cell.number(item.ordinal()))
                .column("verdict", CampaignPages::verdict)
                .column("what", item -> Cell.text(item.what()))
                .column("who", item -> Cell.text(item.who()))
                .column("risks", CampaignPages::risks)
                .column("reviewer", this::reviewer)
                .column("kind", item -> Cell.said("record.review.kind." + item.kind()))
                .column("place", item -> Cell.text(place(item)))
                .column("at", item -> Cell.moment(item.at()))
                .opens(Item::path);
    }

    private Cell scope(Campaign campaign) {
        return campaign.node() == null ? Cell.said("record.review.whole") : Cell.text(reviewers.place(campaign.node()));
    }

    static Cell verdict(Item item) {
        Item.Verdict verdict = item.verdict();
        if (verdict == null) {
            return Cell.chip(Tone.UNKNOWN, "record.review.verdict.none");
        }
        return Cell.chip(verdict.inOrder() ? Tone.HOLDS : Tone.VIOLATED, "record.review.verdict." + verdict.word());
    }

    private static String place(Item item) {
        LogSpan.Place place = item.place();
        return place == null ? "" : place.log() + "/" + place.index();
    }

    static Cell risks(Item item) {
        if (item.risks().isEmpty()) {
            return Cell.said("record.review.origin.sample");
        }
        return item.risks().size() == 1
                ? Cell.said("record.review.risk." + item.risks().getFirst())
                : Cell.text(String.join(", ", item.risks()));
    }

    private Cell reviewer(Item item) {
        Item.Assignment given = item.assignment();
        return given == null
                ? Cell.chip(Tone.VIOLATED, "record.review.nobody")
                : Cell.text(reviewers.name(given.reviewer()));
    }

    @GetMapping("/record/campaigns")
    @Act("audit.read")
    ModelAndView list(Actor actor, ListQuery query) {
        return overview(query, Form.blank("days", "31"));
    }

    private ModelAndView overview(ListQuery query, Form form) {
        List<Coverage.Gap> gaps = coverage.gaps();
        return list.page("record/review/campaigns", query, ListResult.whole(desk.rows()))
                .addObject("gaps", gaps)
                .addObject(
                        "unreviewed",
                        gaps.stream().mapToLong(gap -> gap.span().size()).sum())
                .addObject("late", coverage.late())
                .addObject("own", coverage.own())
                .addObject("form", form);
    }

    @PostMapping("/record/campaigns")
    @Act("review.judge")
    Object open(Actor actor, Form form, ListQuery query, RedirectAttributes redirect) {
        String path = form.text("node");
        Optional<Integer> days = form.number("days", 1, 93);
        if (!path.isEmpty() && reviewers.node(path).isEmpty()) {
            form.reject("node", "record.review.node.unknown");
        }
        if (!form.ok() || days.isEmpty()) {
            ModelAndView again = overview(query, form);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        UUID id = settling.open(
                actor, path.isEmpty() ? null : reviewers.node(path).orElseThrow(), days.get());
        Flash.done(redirect, "record.review.opened");
        return "redirect:" + Campaign.path(id);
    }

    @GetMapping("/record/campaigns/{id}")
    @Act("audit.read")
    ModelAndView one(Actor actor, ListQuery query, @PathVariable String id) {
        return page(actor, query, desk.require(id), List.of());
    }

    private ModelAndView page(Actor actor, ListQuery query, Campaign campaign, List<Recount.Check> checks) {
        CampaignDesk.Row row = desk.row(campaign);
        List<Item> shown =
                row.items().stream().filter(item -> isShown(item, query, actor)).toList();
        return items.page("record/review/campaign", query, ListResult.whole(shown))
                .addObject("head", head(actor, row))
                .addObject("row", row)
                .addObject("facts", facts(row))
                .addObject("proof", proof(campaign))
                .addObject("checks", checks)
                .addObject("changed", desk.isChanged(row))
                .addObject(
                        "summary",
                        campaign.completion() == null
                                ? ""
                                : campaign.completion().summary());
    }

    private static boolean isShown(Item item, ListQuery query, Actor actor) {
        Item.Verdict verdict = item.verdict();
        String word = verdict == null ? "none" : verdict.word();
        String origin = item.origin().equals(Item.SAMPLE) ? Item.SAMPLE : Item.RISK;
        return (query.filter("verdict").isEmpty() || query.filter("verdict").equals(word))
                && (query.filter("origin").isEmpty() || query.filter("origin").equals(origin))
                && (query.filter("mine").isEmpty() || item.isFor(actor.person()));
    }

    private ObjectHead head(Actor actor, CampaignDesk.Row row) {
        Campaign campaign = row.campaign();
        ObjectHead head = ObjectHead.of("record.review.campaign", campaign.name())
                .state(row.state().chip())
                .at(campaign.node() == null ? "" : reviewers.place(campaign.node()), "");
        Optional<Item> next = row.next(actor.person());
        if (next.isPresent()) {
            head = head.primary(Step.go("record.review.next", next.get().path()));
        } else if (row.isOpen() && row.missing() == 0) {
            head = head.primary(Step.send("record.review.complete", campaign.path() + "/complete"));
        }
        return campaign.draw() == null
                ? head
                : head.menu(Step.send("record.review.recount", campaign.path() + "/recount"));
    }

    private List<Fact> facts(CampaignDesk.Row row) {
        Campaign campaign = row.campaign();
        Campaign.Draw draw = campaign.draw();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("record.review.campaigns.scope", scope(campaign)));
        facts.add(new Fact("record.review.campaigns.from", Cell.moment(campaign.from())));
        facts.add(new Fact("record.review.campaigns.until", Cell.moment(campaign.until())));
        facts.add(new Fact("record.review.announced", Cell.moment(campaign.announced())));
        if (draw != null) {
            facts.add(new Fact("record.review.drawn", Cell.moment(draw.drawn())));
            facts.add(new Fact(
                    "record.review.campaigns.due", row.isOpen() ? Cell.due(draw.due()) : Cell.moment(draw.due())));
            facts.add(new Fact("record.review.population", Cell.number(draw.population())));
            facts.add(new Fact("record.review.sample", Cell.number(draw.size())));
            facts.add(new Fact("record.review.own", Cell.number(row.own())));
            facts.add(new Fact("record.review.foreign", Cell.number(row.foreign())));
            facts.add(new Fact(
                    "record.review.rule",
                    Cell.said(
                            "record.review.rule.words",
                            Integer.toString(draw.confidence()),
                            Integer.toString(draw.tolerable()))));
            facts.add(new Fact("record.review.high-risk", Cell.number(draw.items() - row.own() - row.foreign())));
        }
        Campaign.Completion end = campaign.completion();
        if (end != null) {
            facts.add(new Fact("record.review.completed-by", Cell.text(reviewers.name(end.by()))));
            facts.add(new Fact("record.review.completed-at", Cell.moment(end.at())));
        }
        return facts;
    }

    private static List<Fact> proof(Campaign campaign) {
        Campaign.Draw draw = campaign.draw();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("record.review.commitment", Cell.code(campaign.commitment())));
        if (draw != null) {
            String spans = draw.spans().stream().map(LogSpan::words).collect(Collectors.joining(" "));
            facts.add(new Fact("record.review.secret", Cell.code(draw.secret())));
            facts.add(new Fact("record.log.origin", Cell.code(draw.origin())));
            facts.add(new Fact("record.review.spans", Cell.code(spans)));
            facts.add(new Fact("record.log.root", Cell.code(draw.root())));
            facts.add(new Fact(
                    "record.review.announced-at",
                    Cell.code(draw.announcement().log() + "/"
                            + draw.announcement().index())));
            facts.add(new Fact("record.review.items-hash", Cell.code(draw.itemsHash())));
        }
        return facts;
    }

    @PostMapping("/record/campaigns/{id}/complete")
    @Act("review.judge")
    String complete(Actor actor, @PathVariable String id, RedirectAttributes redirect) {
        Campaign campaign = desk.require(id);
        completing.complete(actor, campaign.id());
        Flash.done(redirect, "record.review.completed", campaign.name());
        return "redirect:" + campaign.path();
    }

    /** Draws the sample anew and shows what agrees; it changes nothing. */
    @PostMapping("/record/campaigns/{id}/recount")
    @Act("audit.read")
    ModelAndView recount(Actor actor, ListQuery query, @PathVariable String id) {
        Campaign campaign = desk.require(id);
        return page(actor, desk.plain(query, campaign), campaign, recount.recount(actor, campaign));
    }

    static NoSuch noSuch(String id) {
        return new NoSuch("record.review.campaign", id);
    }
}
