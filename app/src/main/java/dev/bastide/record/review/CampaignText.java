package dev.bastide.record.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Words;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Campaigns in the two forms that programs read: JSON, and lines for the shell. */
@Component
class CampaignText {
    private final Reviewers reviewers;
    private final StoredTerms terms;

    CampaignText(Reviewers reviewers, StoredTerms terms) {
        this.reviewers = reviewers;
        this.terms = terms;
    }

    /** A campaign as it is read: everything that it takes to draw it anew, and with its items what became of each. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CampaignJson(
            String id,
            String name,
            String state,
            String scope,
            Instant from,
            Instant until,
            @JsonProperty("announced_at") Instant announced,
            String commitment,
            @Nullable DrawJson draw,
            long judged,
            long missing,
            long findings,
            @JsonProperty("completed_at") @Nullable Instant completedAt,
            @JsonProperty("completed_by") @Nullable String completedBy,
            @Nullable String summary,
            @Nullable List<ItemJson> items) {}

    /** What was drawn. */
    record DrawJson(
            @JsonProperty("drawn_at") Instant drawn,
            @JsonProperty("due_at") Instant due,
            String secret,
            String log,
            long size,
            String root,
            String checkpoint,
            List<SpanJson> records,
            List<String> listed,
            long population,
            int confidence,
            int tolerable,
            int sample,
            int rule,
            @JsonProperty("items_hash") String itemsHash) {
        DrawJson {
            records = List.copyOf(records);
            listed = List.copyOf(listed);
        }

        static DrawJson of(Campaign.Draw draw) {
            return new DrawJson(
                    draw.drawn(),
                    draw.due(),
                    draw.secret(),
                    draw.origin(),
                    draw.logSize(),
                    draw.root(),
                    draw.checkpoint(),
                    spans(draw),
                    draw.listed().stream().map(Object::toString).toList(),
                    draw.population(),
                    draw.confidence(),
                    draw.tolerable(),
                    draw.size(),
                    draw.rule(),
                    draw.itemsHash());
        }
    }

    /** Records of one log that follow each other, both ends included. */
    record SpanJson(int log, long first, long last) {}

    /** An item as it is read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemJson(
            int number,
            String origin,
            String kind,
            String object,
            @Nullable Integer log,
            @Nullable Long index,
            List<String> risks,
            String who,
            String what,
            Instant at,
            @Nullable String reviewer,
            @JsonProperty("opened_at") @Nullable Instant opened,
            @Nullable String verdict,
            @Nullable String finding,
            @Nullable String note,
            @Nullable Long checklist,
            @Nullable List<String> answers,
            @JsonProperty("judged_at") @Nullable Instant judged) {}

    /** An item to be judged, with what is asked. */
    record NextJson(ItemJson item, @JsonProperty("opens_at") String opensAt, long checklist, List<String> questions) {
        NextJson {
            questions = List.copyOf(questions);
        }
    }

    /** Whether the caller would rather have text than JSON. */
    static boolean wanted(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    CampaignJson json(CampaignDesk.Row row, boolean withItems) {
        Campaign campaign = row.campaign();
        Campaign.Draw draw = campaign.draw();
        Campaign.Completion end = campaign.completion();
        return new CampaignJson(
                campaign.id().toString(),
                campaign.name(),
                row.state().word(),
                reviewers.place(campaign.node()),
                campaign.from(),
                campaign.until(),
                campaign.announced(),
                campaign.commitment(),
                draw == null ? null : DrawJson.of(draw),
                row.judged(),
                row.missing(),
                row.findings(),
                end == null ? null : end.at(),
                end == null ? null : reviewers.name(end.by()),
                end == null ? null : end.summary(),
                withItems ? row.items().stream().map(this::json).toList() : null);
    }

    private static List<SpanJson> spans(Campaign.Draw draw) {
        return draw.spans().stream()
                .filter(span -> span.size() > 0)
                .map(span -> new SpanJson(span.log(), span.first(), span.past() - 1))
                .toList();
    }

    ItemJson json(Item item) {
        Item.Assignment given = item.assignment();
        Item.Verdict verdict = item.verdict();
        LogSpan.Place place = item.place();
        return new ItemJson(
                item.ordinal(),
                item.origin(),
                item.kind(),
                item.object().toString(),
                place == null ? null : place.log(),
                place == null ? null : place.index(),
                item.risks(),
                item.who(),
                item.what(),
                item.at(),
                given == null ? null : name(given.reviewer()),
                item.opening().map(Item.Opening::at).orElse(null),
                verdict == null ? null : verdict.word(),
                verdict == null || verdict.inOrder() ? null : verdict.finding(),
                verdict == null ? null : verdict.note(),
                verdict == null ? null : verdict.checklist(),
                verdict == null ? null : verdict.answers(),
                verdict == null ? null : verdict.at());
    }

    private String name(PersonId person) {
        return reviewers.name(person);
    }

    NextJson nextJson(Item item, Words words) {
        Checklist list = terms.checklist();
        return new NextJson(
                json(item),
                item.opensAt(),
                list.number(),
                list.questions().stream()
                        .map(question -> Judging.question(words, question))
                        .toList());
    }

    ResponseEntity<Object> table(List<CampaignDesk.Row> rows, Coverage coverage, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(Stream.of("name", "state", "scope", "until", "judged", "findings", "due")
                .map(column -> words.say("record.review.campaigns." + column))
                .collect(Collectors.joining("\t")));
        for (CampaignDesk.Row row : rows) {
            lines.add(line(
                    row.campaign().name(),
                    words.say("record.review.state." + row.state().word()),
                    reviewers.place(row.campaign().node()),
                    at(row.campaign().until()),
                    row.progress(),
                    Long.toString(row.findings()),
                    at(row.due())));
        }
        List<Coverage.Gap> gaps = coverage.gaps();
        gaps.forEach(gap ->
                lines.add(words.say("record.review.gaps") + "\t" + gap.span().words()));
        lines.add(words.say("record.review.register.late") + "\t" + coverage.late());
        lines.add(words.say("record.review.register.own") + "\t" + coverage.own());
        return text(lines);
    }

    ResponseEntity<Object> one(CampaignDesk.Row row, Words words) {
        Campaign campaign = row.campaign();
        List<String> lines = new ArrayList<>();
        lines.add(campaign.name() + ": "
                + words.say("record.review.state." + row.state().word()));
        fact(lines, words, "campaigns.scope", reviewers.place(campaign.node()));
        fact(lines, words, "campaigns.from", at(campaign.from()));
        fact(lines, words, "campaigns.until", at(campaign.until()));
        fact(lines, words, "commitment", campaign.commitment());
        Campaign.Draw draw = campaign.draw();
        if (draw != null) {
            String spans = draw.spans().stream().map(LogSpan::words).collect(Collectors.joining(" "));
            fact(lines, words, "campaigns.due", at(draw.due()));
            fact(lines, words, "secret", draw.secret());
            fact(lines, words, "spans", spans);
            fact(lines, words, "population", Long.toString(draw.population()));
            fact(lines, words, "sample", Integer.toString(draw.size()));
            fact(lines, words, "own", Long.toString(row.own()));
            fact(lines, words, "foreign", Long.toString(row.foreign()));
            fact(lines, words, "campaigns.judged", row.progress());
            fact(lines, words, "campaigns.findings", Long.toString(row.findings()));
        }
        for (Item item : row.items()) {
            Item.Assignment given = item.assignment();
            Item.Verdict verdict = item.verdict();
            lines.add(line(
                    Integer.toString(item.ordinal()),
                    words.say("record.review.verdict." + (verdict == null ? "none" : verdict.word())),
                    words.say("record.review.kind." + item.kind()),
                    item.what(),
                    item.who(),
                    String.join(",", item.risks()),
                    given == null ? "" : name(given.reviewer())));
        }
        return text(lines);
    }

    ResponseEntity<Object> item(Item item, Words words) {
        Checklist list = terms.checklist();
        List<String> lines = new ArrayList<>();
        lines.add(line(
                Integer.toString(item.ordinal()),
                words.say("record.review.kind." + item.kind()),
                item.what(),
                item.who(),
                at(item.at()),
                String.join(",", item.risks())));
        String how = item.kind().equals(Item.SESSION) ? "session" : "record";
        lines.add(words.say("record.review.opens." + how, item.object().toString()));
        lines.add(words.say("record.review.checklist", list.number()));
        for (int i = 0; i < list.questions().size(); i++) {
            lines.add((i + 1) + "\t" + Judging.question(words, list.questions().get(i)));
        }
        return text(lines);
    }

    /** That nothing waits for the reader, how many items wait for others, and what comes next. */
    record NothingJson(@JsonProperty("waiting_for_others") long others, String next) {}

    NothingJson nothingJson(CampaignDesk.Row row, Words words) {
        return new NothingJson(row.missing(), after(row, words));
    }

    ResponseEntity<Object> nothing(CampaignDesk.Row row, Words words) {
        return text(List.of(
                words.say("record.review.next.nothing", row.campaign().name(), row.missing()), after(row, words)));
    }

    private static String after(CampaignDesk.Row row, Words words) {
        String state;
        if (row.campaign().draw() == null) {
            state = "not-drawn";
        } else if (row.campaign().completion() != null) {
            state = "completed";
        } else {
            state = row.missing() > 0 ? "others" : "complete";
        }
        return words.say("record.review.next." + state, row.campaign().name());
    }

    /** The item that was judged, and how many are left. */
    ResponseEntity<Object> judged(CampaignDesk.Row row, Item item, @Nullable PersonId reader, Words words) {
        Item.Verdict verdict = item.verdict();
        long mine = row.waitingFor(reader);
        return text(List.of(
                line(
                        Integer.toString(item.ordinal()),
                        words.say("record.review.verdict." + (verdict == null ? "none" : verdict.word())),
                        words.say("record.review.kind." + item.kind()),
                        item.what(),
                        item.who()),
                words.say("record.review.next.left", mine, row.missing() - mine)));
    }

    ResponseEntity<Object> checks(List<Recount.Check> checks, Words words) {
        return text(checks.stream()
                .map(check -> line(
                        words.say(check.holds() ? "record.review.agrees" : "record.review.differs"),
                        words.say("record.review.check." + check.key())))
                .toList());
    }

    private static void fact(List<String> lines, Words words, String key, String value) {
        lines.add(words.say("record.review." + key) + "\t" + (value.isEmpty() ? "-" : value));
    }

    private static String line(String... cells) {
        return Stream.of(cells)
                .map(cell -> cell.isEmpty() ? "-" : cell.replaceAll("\\p{Cntrl}+", " "))
                .collect(Collectors.joining("\t"));
    }

    private static String at(@Nullable Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ResponseEntity<Object> text(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(String.join("\n", lines) + "\n");
    }
}
