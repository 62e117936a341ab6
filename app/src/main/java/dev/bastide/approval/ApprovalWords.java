package dev.bastide.approval;

import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.DecisionCard;
import dev.bastide.page.Fact;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts an approval into the words and shapes of the Decision page. */
@Component
class ApprovalWords {
    private final ApprovalReading reading;

    ApprovalWords(ApprovalReading reading) {
        this.reading = reading;
    }

    DecisionCard card(ApprovalReading.Read read, Words words) {
        Approval approval = read.approval();
        List<Fact> touches = new ArrayList<>();
        read.view()
                .ifPresent(view -> view.touches()
                        .forEach(touch -> touches.add(new Fact(
                                "approval.touches",
                                touch.path().isEmpty()
                                        ? Cell.text(touch.name())
                                        : Cell.link(touch.name(), touch.path())))));
        String effect = read.view().map(ApprovalSubject.View::happensKey).orElse("approval.subject-gone");
        List<String> args = read.view().map(ApprovalSubject.View::happensArgs).orElse(List.of());
        @Nullable
        List<String> before = read.before().map(old -> lines(old, words)).orElse(null);
        // Once it is decided there is no time left to decide in.
        @Nullable
        Instant until = read.view()
                .filter(view -> approval.waits())
                .map(ApprovalSubject.View::until)
                .orElse(null);
        return new DecisionCard(
                effect,
                args,
                lines(approval, words),
                before,
                reading.nameOf(approval.requester()),
                until,
                read.votes().stream().map(this::vote).toList(),
                touches,
                approval.contentHash(),
                approval.decisionPath());
    }

    /** The stored content, with its labels in the reader's language. */
    static List<String> lines(Approval approval, Words words) {
        return approval.content().stream()
                .flatMap(line -> {
                    int tab = line.indexOf('\t');
                    String label = words.say(line.substring(0, tab));
                    return (label + ": " + line.substring(tab + 1)).lines();
                })
                .toList();
    }

    private DecisionCard.Vote vote(Vote vote) {
        return new DecisionCard.Vote(reading.nameOf(vote.voter()), chip(vote), vote.evaluation(), vote.votedAt());
    }

    private static Chip chip(Vote vote) {
        Tone tone = vote.isYes() ? Tone.HOLDS : vote.verdict().equals(Vote.NO) ? Tone.VIOLATED : Tone.UNKNOWN;
        return Chip.of(tone, "approval.vote." + vote.verdict() + (vote.asHead() ? ".head" : ""));
    }

    static Chip chip(Approval approval) {
        Tone tone = switch (approval.state()) {
            case WAITING -> Tone.DUE;
            case APPROVED -> Tone.HOLDS;
            case REJECTED -> Tone.VIOLATED;
            case VOIDED, WITHDRAWN -> Tone.UNKNOWN;
        };
        return Chip.of(tone, "approval.state." + approval.state().word());
    }

    List<Fact> facts(ApprovalReading.Read read, Words words) {
        Approval approval = read.approval();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("approval.object", Cell.link(title(approval, words), approval.path())));
        facts.add(Fact.text("approval.node", reading.nodePath(approval)));
        facts.add(Fact.text("approval.head", reading.headNames(approval)));
        facts.add(Fact.text("approval.requester", reading.nameOf(approval.requester())));
        if (approval.executor() != null) {
            facts.add(Fact.text("approval.executor", reading.nameOf(approval.executor())));
        }
        reading.missing(read)
                .forEach(reason -> facts.add(Fact.text("approval.missing", words.say(reason.key(), reason.args()))));
        facts.add(new Fact("approval.hash", Cell.code(approval.contentHash())));
        facts.add(new Fact("approval.asked", Cell.time(approval.askedAt())));
        facts.add(new Fact("approval.decided", Cell.time(approval.decidedAt())));
        return facts;
    }

    List<StoryEntry> story(ApprovalReading.Read read) {
        Approval approval = read.approval();
        List<StoryEntry> story = new ArrayList<>();
        story.add(entry(
                approval.askedAt(), Tone.PROGRESS, reading.nameOf(approval.requester()), "approval.story.asked", ""));
        for (Vote vote : read.votes()) {
            story.add(entry(
                    vote.votedAt(),
                    chip(vote).tone(),
                    reading.nameOf(vote.voter()),
                    "approval.story." + vote.verdict(),
                    vote.evaluation()));
        }
        Instant decided = approval.decidedAt();
        if (decided != null) {
            story.add(entry(
                    decided,
                    chip(approval).tone(),
                    "Bastide",
                    "approval.story." + approval.state().word(),
                    ""));
        }
        story.sort(Comparator.comparing(StoryEntry::at));
        return story;
    }

    private static StoryEntry entry(Instant at, Tone tone, String who, String key, String quote) {
        return new StoryEntry(at, tone.icon(), tone, who, key, List.of(), quote, "");
    }

    static String title(Approval approval, Words words) {
        String title = words.say(approval.titleKey(), approval.titleArgs());
        return approval.titleArgs().isEmpty()
                        || title.contains(approval.titleArgs().getFirst())
                ? title
                : title + ": " + String.join(", ", approval.titleArgs());
    }
}
