package dev.bastide.record.review;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Verdicts: by the reviewer to whom the item is given, after he opened that very record or recording, with every question
 * answered. Each is a row and a record in one transaction; a correction is another row. Source: seed 000 s4 (A112).
 */
@Service
class Judging {
    static final AlarmKind FINDING = new AlarmKind("record.review-finding", AlarmLevel.HIGH);
    private static final String DUTY = "A112";
    private static final int FINDING_MIN = 10;
    private static final int TEXT_MAX = 2_000;

    private final StoredCampaigns campaigns;
    private final StoredItems items;
    private final StoredSteps steps;
    private final StoredTerms terms;
    private final Reviewers reviewers;
    private final Alarms alarms;
    private final AuditLog audit;
    private final Words words;
    private final Clock clock;

    Judging(
            StoredCampaigns campaigns,
            StoredItems items,
            StoredSteps steps,
            StoredTerms terms,
            Reviewers reviewers,
            Alarms alarms,
            AuditLog audit,
            WordsFor languages,
            Clock clock) {
        this.campaigns = campaigns;
        this.items = items;
        this.steps = steps;
        this.terms = terms;
        this.reviewers = reviewers;
        this.alarms = alarms;
        this.audit = audit;
        this.words = languages.of(Locale.ENGLISH);
        this.clock = clock;
    }

    /**
     * What a reviewer says.
     *
     * @param inOrder false is a finding, which must say what is wrong
     * @param checklist the version that was answered
     * @param answers to its questions, in their order
     */
    record Said(boolean inOrder, String finding, String note, long checklist, List<String> answers) {
        Said {
            finding = finding.strip();
            note = note.strip();
            answers = List.copyOf(answers);
        }
    }

    /** Writes a verdict down. Throws {@link ActRefused} where it would not count, and {@link BadInput}. */
    @Transactional
    public void judge(Actor actor, UUID campaignId, int ordinal, Said said) {
        reviewers.demand(actor);
        campaigns.lock(campaignId);
        Campaign campaign =
                campaigns.find(campaignId).orElseThrow(() -> new NoSuch("record.campaign", campaignId.toString()));
        Item item = items.find(campaignId, ordinal)
                .orElseThrow(() -> new NoSuch("record.review.item", Integer.toString(ordinal)));
        PersonId reviewer = actor.requirePerson();
        reviewers.bar(reviewer, Reviewers.Work.of(item)).ifPresent(reason -> {
            throw new ActRefused(reason);
        });
        require(item.isFor(reviewer), "not-yours", item);
        require(campaign.completion() == null, "completed", item);
        Item.Opening opening = item.opening().orElseThrow(() -> refused("not-opened", item));
        Checklist list = terms.checklist();
        check(list, said);
        require(opening.readable() || !said.inOrder(), "unreadable", item);
        Instant now = Moments.now(clock);
        Item.Verdict before = item.verdict();
        Item.Verdict verdict = new Item.Verdict(
                UUID.randomUUID(),
                opening.id(),
                opening.assignment(),
                reviewer,
                said.inOrder(),
                said.inOrder() ? "" : said.finding(),
                said.note(),
                list.number(),
                said.answers(),
                before == null ? null : before.id(),
                now);
        steps.judge(item, verdict);
        audit.append(AuditRecord.of(
                        now, actor, Tag.AUDIT, "review.verdict", told(campaign, item, list, verdict), Result.DONE)
                .object(Announcing.OBJECT, campaignId));
        follow(campaign, item, verdict);
    }

    private static void require(boolean holds, String why, Item item) {
        if (!holds) {
            throw refused(why, item);
        }
    }

    private static ActRefused refused(String why, Item item) {
        String path = why.equals("not-opened") ? item.opensAt() : item.path();
        String open = (item.kind().equals(Item.SESSION) ? "./bastide session export " : "./bastide audit review read ")
                + item.object();
        return why.equals("not-opened")
                ? new ActRefused(Reason.of("record.review.refused." + why, DUTY, path, open))
                : new ActRefused(Reason.of("record.review.refused." + why, DUTY, path));
    }

    private static void check(Checklist list, Said said) {
        if (said.checklist() != list.number()) {
            throw BadInput.in("checklist", "record.review.checklist.changed");
        }
        for (int i = 0; i < list.questions().size(); i++) {
            if (i >= said.answers().size()
                    || !Checklist.ANSWERS.contains(said.answers().get(i))) {
                throw BadInput.in("answer-" + i, "record.review.answer.missing");
            }
        }
        if (said.answers().size() > list.questions().size()) {
            throw BadInput.in("answers", "record.review.answer.many");
        }
        if (said.inOrder() && said.answers().contains(Checklist.NO)) {
            throw BadInput.in("verdict", "record.review.verdict.contradicts");
        }
        if (!said.inOrder()
                && (said.finding().length() < FINDING_MIN || said.finding().length() > TEXT_MAX)) {
            throw BadInput.in("finding", "record.review.finding.what");
        }
        if (said.note().length() > TEXT_MAX) {
            throw BadInput.in(
                    "note",
                    "page.form.too-long",
                    Integer.toString(TEXT_MAX),
                    Integer.toString(said.note().length()));
        }
    }

    private String told(Campaign campaign, Item item, Checklist list, Item.Verdict verdict) {
        StringBuilder text = new StringBuilder();
        text.append("Item ")
                .append(item.ordinal())
                .append(" of ")
                .append(campaign.name())
                .append(", ")
                .append(item.kind())
                .append(' ')
                .append(item.object())
                .append(": ")
                .append(verdict.inOrder() ? "in order" : "not in order: " + verdict.finding());
        if (verdict.corrects() != null) {
            text.append("\ncorrects: ").append(verdict.corrects());
        }
        text.append("\nverdict: ").append(verdict.id());
        text.append("\nopened: ").append(verdict.opening());
        text.append("\nchecklist ").append(list.number()).append(':');
        for (int i = 0; i < list.questions().size(); i++) {
            text.append("\n- ")
                    .append(question(words, list.questions().get(i)))
                    .append(' ')
                    .append(verdict.answers().get(i));
        }
        if (!verdict.note().isEmpty()) {
            text.append("\nnote: ").append(verdict.note());
        }
        return text.toString();
    }

    /** A question in words: the program's own have a message. */
    static String question(Words words, String question) {
        return words.has(question) ? words.say(question) : question;
    }

    /** A finding is an alarm, so that somebody has it until it is settled; a correction clears it. */
    private void follow(Campaign campaign, Item item, Item.Verdict verdict) {
        String object = "review:" + campaign.id() + "/" + item.ordinal();
        if (verdict.inOrder()) {
            alarms.clear(FINDING, item.node(), object, "record.review.corrected");
        } else {
            Reason what = Reason.of(
                    "record.review-finding.what",
                    DUTY,
                    item.path(),
                    campaign.name(),
                    Integer.toString(item.ordinal()),
                    verdict.finding());
            alarms.raise(new Happening(FINDING, item.node(), object, what, "record"));
        }
    }
}
