package dev.bastide.record.review;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One item: open it, answer the questions, say what it is. Next and previous are a key away. */
@Controller
class ItemPages {
    private static final String ANSWER = "answer-";
    private static final int WHY_MAX = 500;

    private final CampaignDesk desk;
    private final Judging judging;
    private final Handing handing;
    private final Reviewers reviewers;
    private final StoredTerms terms;
    private final Beside beside;

    ItemPages(
            CampaignDesk desk,
            Judging judging,
            Handing handing,
            Reviewers reviewers,
            StoredTerms terms,
            Beside beside) {
        this.beside = beside;
        this.desk = desk;
        this.judging = judging;
        this.handing = handing;
        this.reviewers = reviewers;
        this.terms = terms;
    }

    /** A question with what was answered. */
    record Question(String field, String words, String answer) {}

    @GetMapping("/record/campaigns/{id}/items/{ordinal}")
    @Act("audit.read")
    ModelAndView one(
            Actor actor,
            @PathVariable String id,
            @PathVariable String ordinal,
            @RequestParam(defaultValue = "") String show,
            Words words) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        Item item = desk.item(row, ordinal);
        if (show.isEmpty() || !item.kind().equals(Item.RECORD)) {
            return page(actor, row, item, Form.blank(), words);
        }
        Beside.Shown shown = beside.record(actor, item);
        // Read again: that it was just opened is part of what the page says.
        CampaignDesk.Row now = desk.row(row.campaign());
        return page(actor, now, desk.item(now, ordinal), Form.blank(), words, shown);
    }

    @PostMapping("/record/campaigns/{id}/items/{ordinal}")
    @Act("review.judge")
    Object judge(
            Actor actor,
            @PathVariable String id,
            @PathVariable String ordinal,
            Form form,
            Words words,
            RedirectAttributes redirect) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        Item item = desk.item(row, ordinal);
        try {
            judging.judge(actor, row.campaign().id(), item.ordinal(), said(form));
        } catch (BadInput mistake) {
            ModelAndView again = page(actor, row, item, form.reject(mistake), words);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        Flash.done(redirect, "record.review.judged", ordinal);
        CampaignDesk.Row now = desk.row(row.campaign());
        return "redirect:"
                + now.next(actor.person()).map(Item::path).orElse(row.campaign().path());
    }

    private Judging.Said said(Form form) {
        String verdict = form.text("verdict");
        if (!verdict.equals(Item.Verdict.IN_ORDER) && !verdict.equals(Item.Verdict.NOT_IN_ORDER)) {
            throw BadInput.in("verdict", "page.form.required");
        }
        Checklist list = terms.checklist();
        List<String> answers = IntStream.range(0, list.questions().size())
                .mapToObj(i -> form.text(ANSWER + i))
                .toList();
        long version = form.text("checklist").equals(Long.toString(list.number())) ? list.number() : -1;
        return new Judging.Said(
                verdict.equals(Item.Verdict.IN_ORDER), form.text("finding"), form.text("note"), version, answers);
    }

    @PostMapping("/record/campaigns/{id}/items/{ordinal}/assign")
    @Act("review.judge")
    Object assign(
            Actor actor,
            @PathVariable String id,
            @PathVariable String ordinal,
            Form form,
            Words words,
            RedirectAttributes redirect) {
        CampaignDesk.Row row = desk.row(desk.require(id));
        Item item = desk.item(row, ordinal);
        String why = form.required("why", WHY_MAX);
        Optional<PersonId> to = form.id("reviewer").map(PersonId::new);
        if (to.isEmpty() || !form.ok()) {
            ModelAndView again = page(actor, row, item, form, words);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
        handing.handOver(actor, row.campaign(), item.ordinal(), to.get(), why);
        Flash.done(redirect, "record.review.handed-over", reviewers.name(to.get()));
        return "redirect:" + item.path();
    }

    /** Once a reviewer has opened his record it stands beside the questions; each time it does is recorded again. */
    private ModelAndView page(Actor actor, CampaignDesk.Row row, Item item, Form form, Words words) {
        if (item.kind().equals(Item.SESSION)) {
            return page(actor, row, item, form, words, beside.session(item));
        }
        boolean opened = isMine(actor, row, item) && item.opening().isPresent();
        return page(actor, row, item, form, words, opened ? beside.record(actor, item) : Beside.Shown.nothing());
    }

    private static boolean isMine(Actor actor, CampaignDesk.Row row, Item item) {
        return item.isFor(actor.person()) && row.campaign().completion() == null;
    }

    private ModelAndView page(
            Actor actor, CampaignDesk.Row row, Item item, Form form, Words words, Beside.Shown shown) {
        Checklist list = terms.checklist();
        boolean mine = isMine(actor, row, item);
        boolean opened = mine && item.opening().isPresent();
        Chip chip = item.verdict() == null
                ? Chip.of(Tone.UNKNOWN, "record.review.verdict.none")
                : Chip.of(
                        item.verdict().inOrder() ? Tone.HOLDS : Tone.VIOLATED,
                        "record.review.verdict." + item.verdict().word());
        return new ModelAndView("record/review/item")
                .addObject(
                        "head", ObjectHead.of("record.review.item", item.what()).state(chip))
                .addObject("row", row)
                .addObject("item", item)
                .addObject("before", neighbour(row, item, -1))
                .addObject("after", neighbour(row, item, 1))
                .addObject("mine", mine)
                .addObject("opened", opened)
                .addObject("shown", shown)
                .addObject("checklist", list.number())
                .addObject("questions", questions(list, form, words))
                .addObject("story", story(item, words))
                .addObject("facts", facts(item))
                .addObject("others", others(item))
                .addObject("form", form);
    }

    private static String neighbour(CampaignDesk.Row row, Item item, int by) {
        int at = row.items().indexOf(item) + by;
        return at >= 0 && at < row.items().size() ? row.items().get(at).path() : "";
    }

    private static List<Question> questions(Checklist list, Form form, Words words) {
        return IntStream.range(0, list.questions().size())
                .mapToObj(i -> new Question(
                        ANSWER + i, Judging.question(words, list.questions().get(i)), form.text(ANSWER + i)))
                .toList();
    }

    private Map<String, String> others(Item item) {
        Map<String, String> others = new LinkedHashMap<>();
        reviewers.all().stream()
                .filter(person -> !item.isFor(person))
                .filter(person -> reviewers.bar(person, Reviewers.Work.of(item)).isEmpty())
                .forEach(person -> others.put(person.toString(), reviewers.name(person)));
        return others;
    }

    private List<StoryEntry> story(Item item, Words words) {
        List<StoryEntry> story = new ArrayList<>();
        item.assignments()
                .forEach(given -> story.add(new StoryEntry(
                        given.at(),
                        "user",
                        Tone.PROGRESS,
                        given.by() == null ? "Bastide" : reviewers.name(given.by()),
                        "record.review.story.given",
                        List.of(reviewers.name(given.reviewer())),
                        given.by() == null ? "" : given.why(),
                        "")));
        item.openings()
                .forEach(opening -> story.add(new StoryEntry(
                        opening.at(),
                        "eye",
                        opening.readable() ? Tone.HOLDS : Tone.VIOLATED,
                        reviewers.name(opening.reviewer()),
                        opening.readable() ? "record.review.story.opened" : "record.review.story.unreadable",
                        List.of(),
                        "",
                        "")));
        item.verdicts()
                .forEach(verdict -> story.add(new StoryEntry(
                        verdict.at(),
                        verdict.inOrder() ? "circle-check" : "alert-triangle",
                        verdict.inOrder() ? Tone.HOLDS : Tone.VIOLATED,
                        reviewers.name(verdict.reviewer()),
                        verdict.corrects() == null ? "record.review.story.judged" : "record.review.story.corrected",
                        List.of(words.say("record.review.verdict." + verdict.word())),
                        (verdict.finding() + " " + verdict.note()).strip(),
                        "")));
        story.sort(java.util.Comparator.comparing(StoryEntry::at));
        return story;
    }

    private List<Fact> facts(Item item) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("record.review.items.kind", Cell.said("record.review.kind." + item.kind())));
        facts.add(Fact.text("record.review.items.who", item.who()));
        facts.add(new Fact("record.review.items.at", Cell.moment(item.at())));
        facts.add(new Fact("record.review.items.risks", CampaignPages.risks(item)));
        if (item.node() != null) {
            facts.add(Fact.text("record.review.node", reviewers.place(item.node())));
        }
        LogSpan.Place place = item.place();
        if (place != null) {
            facts.add(new Fact("record.review.items.place", Cell.code(place.log() + "/" + place.index())));
        }
        Item.Assignment given = item.assignment();
        facts.add(new Fact(
                "record.review.items.reviewer",
                given == null
                        ? Cell.chip(Tone.VIOLATED, "record.review.nobody")
                        : Cell.text(reviewers.name(given.reviewer()))));
        facts.add(new Fact("record.records.id", Cell.code(item.object().toString())));
        return facts;
    }
}
