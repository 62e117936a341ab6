package dev.bastide.change;

import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.DurationText;
import dev.bastide.change.engine.State;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Turns an operation into the parts of its page. */
@Component
class OperationView {
    private final OperationStory story;
    private final People people;

    OperationView(OperationStory story, People people) {
        this.story = story;
        this.people = people;
    }

    static Chip chip(State state) {
        Tone tone = switch (state) {
            case DONE -> Tone.HOLDS;
            case APPROVED, RUNNING -> Tone.PROGRESS;
            case DRAFT, ASKED -> Tone.DUE;
            case FAILED, REJECTED -> Tone.VIOLATED;
            case UNKNOWN, CANCELLED, EXPIRED -> Tone.UNKNOWN;
        };
        return Chip.of(tone, "change.state." + state.word());
    }

    List<Fact> facts(Operation operation) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "change.operations.filter.env",
                operation.emergency()
                        ? Cell.chip(Tone.VIOLATED, "change.kind.emergency")
                        : Cell.said(operation.production() ? "change.kind.production" : "change.kind.off-production")));
        facts.add(Fact.text("change.owner", name(operation.content().owner())));
        facts.add(Fact.text("change.executor", name(operation.content().executor())));
        facts.add(Fact.text("change.head", name(operation.head())));
        if (operation.content().specification() != null) {
            var specification = operation.content().specification();
            facts.add(new Fact(
                    "change.spec",
                    Cell.link(
                            specification.label(),
                            "/specifications/" + specification.name() + "/" + specification.version())));
            specification
                    .values()
                    .forEach((key, value) -> facts.add(new Fact("change.value", Cell.code(key + " = " + value))));
        }
        addWindow(operation, facts);
        facts.add(Fact.text("change.impact", operation.content().impactText()));
        if (!operation.content().ticket().isEmpty()) {
            facts.add(new Fact("change.ticket", Cell.code(operation.content().ticket())));
        }
        if (operation.emergency()) {
            facts.add(Fact.text("change.belongs-to", operation.belongsTo()));
        }
        facts.add(new Fact("change.hash", Cell.code(operation.contentHash().substring(0, 12))));
        return facts;
    }

    private static void addWindow(Operation operation, List<Fact> facts) {
        if (operation.from() == null) {
            String length = DurationText.print(operation.content().window().length());
            facts.add(new Fact("change.window", Cell.said("change.window.after-approval", length)));
            facts.add(new Fact("change.lapses", Cell.due(operation.lapses())));
            return;
        }
        facts.add(new Fact("change.window.opens", Cell.time(operation.from())));
        facts.add(new Fact(
                "change.window.closes",
                operation.state().isOpen() ? Cell.due(operation.to()) : Cell.time(operation.to())));
    }

    List<StoryEntry> story(Operation operation) {
        return story.of(operation.id()).stream()
                .map(entry -> new StoryEntry(
                        entry.at(),
                        icon(entry.kind()),
                        tone(entry.kind()),
                        entry.who(),
                        "change.story." + entry.kind(),
                        entry.args(),
                        entry.quote(),
                        ""))
                .toList();
    }

    String name(PersonId person) {
        return people.find(person).map(Person::name).orElse("?");
    }

    private static String icon(String kind) {
        return switch (kind) {
            case "approved", "run-done", "reviewed-justified", "finished", "window-over" -> "circle-check";
            case "run-started" -> "player-play";
            case "rejected", "cancelled", "run-failed", "reviewed-unjustified" -> "circle-x";
            case "asked", "edited", "extension-asked", "handover-asked" -> "file-text";
            case "emergency-security", "emergency-customer-experience", "deviated" -> "flame";
            default -> "clock";
        };
    }

    private static Tone tone(String kind) {
        return switch (kind) {
            case "approved", "run-started" -> Tone.PROGRESS;
            case "run-done", "reviewed-justified", "finished", "window-over" -> Tone.HOLDS;
            case "asked", "edited", "extension-asked", "handover-asked", "deviated" -> Tone.DUE;
            case "rejected", "run-failed", "reviewed-unjustified" -> Tone.VIOLATED;
            default -> kind.startsWith("emergency") ? Tone.VIOLATED : Tone.UNKNOWN;
        };
    }
}
