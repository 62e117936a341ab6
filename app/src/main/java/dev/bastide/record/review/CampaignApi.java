package dev.bastide.record.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Words;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Review campaigns for programs and the command line; by id or by name, such as REV-000012. */
@RestController
@RequestMapping(
        path = "/api/v1/audit/campaigns",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class CampaignApi {
    private static final String ACCEPT = "Accept";
    private static final int DAYS_STANDARD = 31;

    private final CampaignDesk desk;
    private final CampaignText text;
    private final Coverage coverage;
    private final Judging judging;
    private final Completing completing;
    private final Recount recount;
    private final Handing handing;
    private final Settling settling;
    private final Reviewers reviewers;
    private final People people;

    CampaignApi(
            CampaignDesk desk,
            CampaignText text,
            Coverage coverage,
            Judging judging,
            Completing completing,
            Recount recount,
            Handing handing,
            Settling settling,
            Reviewers reviewers,
            People people) {
        this.desk = desk;
        this.text = text;
        this.coverage = coverage;
        this.judging = judging;
        this.completing = completing;
        this.recount = recount;
        this.handing = handing;
        this.settling = settling;
        this.reviewers = reviewers;
        this.people = people;
    }

    /** Records in no completed campaign. */
    record GapJson(int log, long first, long last) {}

    /** All campaigns, what nobody has reviewed, and the rows that the register's two questions find. */
    record ListJson(
            List<CampaignText.CampaignJson> items,
            List<GapJson> unreviewed,
            @JsonProperty("not_completed_in_time") int late,
            @JsonProperty("reviewed_by_executor") int own) {
        ListJson {
            items = List.copyOf(items);
            unreviewed = List.copyOf(unreviewed);
        }
    }

    /** A campaign to be opened. */
    record OpenJson(@Nullable String node, @Nullable Integer days) {}

    /** A verdict; answers to the questions of this checklist, in their order. */
    record VerdictJson(
            @Nullable String verdict,
            @Nullable String finding,
            @Nullable String note,
            @Nullable String checklist,
            @Nullable String answers) {}

    /** Another reviewer. */
    record AssignJson(@Nullable String reviewer, @Nullable String reason) {}

    /** What agrees. */
    record CheckJson(String check, boolean holds) {}

    @GetMapping
    @Act("audit.read")
    ResponseEntity<Object> list(Words words, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        List<CampaignDesk.Row> rows = desk.rows();
        if (CampaignText.wanted(accept)) {
            return text.table(rows, coverage, words);
        }
        return ResponseEntity.ok(new ListJson(
                rows.stream().map(row -> text.json(row, false)).toList(),
                coverage.gaps().stream()
                        .map(gap -> new GapJson(
                                gap.span().log(), gap.span().first(), gap.span().past() - 1))
                        .toList(),
                coverage.late(),
                coverage.own()));
    }

    @PostMapping
    @Act("review.judge")
    ResponseEntity<Object> open(
            Actor actor,
            @RequestBody OpenJson sent,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        String path = sent.node() == null ? "" : sent.node();
        NodeId node = path.isEmpty()
                ? null
                : reviewers.node(path).orElseThrow(() -> BadInput.in("node", "record.review.node.unknown"));
        UUID id = settling.open(actor, node, sent.days() == null ? DAYS_STANDARD : sent.days());
        return answer(id.toString(), words, accept);
    }

    @GetMapping("/{id}")
    @Act("audit.read")
    ResponseEntity<Object> one(
            @PathVariable String id, Words words, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        return answer(id, words, accept);
    }

    /** The first item that waits for the reader, with what is asked and where it is opened. */
    @GetMapping("/{id}/next")
    @Act("review.judge")
    ResponseEntity<Object> next(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        Optional<Item> item = row.next(actor.person());
        if (item.isEmpty()) {
            return CampaignText.wanted(accept)
                    ? text.nothing(row, words)
                    : ResponseEntity.ok(text.nothingJson(row, words));
        }
        return CampaignText.wanted(accept)
                ? text.item(item.get(), words)
                : ResponseEntity.ok(text.nextJson(item.get(), words));
    }

    @PostMapping("/{id}/items/{ordinal}/verdict")
    @Act("review.judge")
    ResponseEntity<Object> judge(
            Actor actor,
            @PathVariable String id,
            @PathVariable String ordinal,
            @RequestBody VerdictJson sent,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        Item item = desk.item(row, ordinal);
        judging.judge(actor, row.campaign().id(), item.ordinal(), said(sent));
        if (CampaignText.wanted(accept)) {
            CampaignDesk.Row now = desk.row(desk.require(id));
            return text.judged(now, desk.item(now, ordinal), actor.person(), words);
        }
        return answer(id, words, accept);
    }

    private static Judging.Said said(VerdictJson sent) {
        String verdict = given(sent.verdict());
        if (!verdict.equals(Item.Verdict.IN_ORDER) && !verdict.equals(Item.Verdict.NOT_IN_ORDER)) {
            throw BadInput.in("verdict", "record.review.verdict.which");
        }
        return new Judging.Said(
                verdict.equals(Item.Verdict.IN_ORDER),
                given(sent.finding()),
                given(sent.note()),
                number(given(sent.checklist())),
                given(sent.answers()).isEmpty()
                        ? List.of()
                        : List.of(given(sent.answers()).split(",", -1)));
    }

    private static String given(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw BadInput.in("checklist", "record.review.checklist.changed");
        }
    }

    @PostMapping("/{id}/items/{ordinal}/assign")
    @Act("review.judge")
    ResponseEntity<Object> assign(
            Actor actor,
            @PathVariable String id,
            @PathVariable String ordinal,
            @RequestBody AssignJson sent,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        Item item = desk.item(row, ordinal);
        PersonId to = people.byLogin(given(sent.reviewer()))
                .map(Person::id)
                .orElseThrow(() -> BadInput.in("reviewer", "record.review.reviewer.unknown"));
        String why = given(sent.reason());
        if (why.isEmpty() || why.length() > 500) {
            throw BadInput.in("reason", "page.form.required");
        }
        handing.handOver(actor, row.campaign(), item.ordinal(), to, why);
        return answer(id, words, accept);
    }

    @PostMapping("/{id}/complete")
    @Act("review.judge")
    ResponseEntity<Object> complete(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        completing.complete(actor, desk.require(id).id());
        return answer(id, words, accept);
    }

    @PostMapping("/{id}/recount")
    @Act("audit.read")
    ResponseEntity<Object> recount(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        List<Recount.Check> checks = recount.recount(actor, desk.require(id));
        return CampaignText.wanted(accept)
                ? text.checks(checks, words)
                : ResponseEntity.ok(checks.stream()
                        .map(check -> new CheckJson(check.key(), check.holds()))
                        .toList());
    }

    private ResponseEntity<Object> answer(String id, Words words, String accept) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        return CampaignText.wanted(accept) ? text.one(row, words) : ResponseEntity.ok(text.json(row, true));
    }
}
