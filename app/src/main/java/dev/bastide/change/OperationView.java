package dev.bastide.change;

import dev.bastide.authority.PersonId;
import dev.bastide.bastion.Run;
import dev.bastide.change.engine.DurationText;
import dev.bastide.change.engine.Sightings;
import dev.bastide.change.engine.Sightings.Sighting;
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
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Turns an operation into the parts of its page. */
@Component
class OperationView {
    private final WholeStory story;
    private final StepsSeen seen;
    private final People people;

    OperationView(WholeStory story, StepsSeen seen, People people) {
        this.story = story;
        this.seen = seen;
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

    /** How the operation stands; an emergency that is open was approved by nobody, and does not say so. */
    static Chip chip(Operation operation) {
        return operation.emergency() && operation.state() == State.APPROVED
                ? Chip.of(Tone.DUE, "change.state.unapproved")
                : chip(operation.state());
    }

    /** The same for a line of the list. */
    static Chip chip(OperationLine line) {
        return line.emergency() && line.state() == State.APPROVED
                ? Chip.of(Tone.DUE, "change.state.unapproved")
                : chip(line.state());
    }

    /** How a run stands. */
    static Chip chip(Run.State state) {
        Tone tone = switch (state) {
            case DONE -> Tone.HOLDS;
            case RUNNING -> Tone.PROGRESS;
            case FAILED, STOPPED -> Tone.VIOLATED;
            case UNKNOWN -> Tone.UNKNOWN;
        };
        return Chip.of(tone, "change.run-state." + state.word());
    }

    /** How a step stands. */
    static Chip chip(Run.StepState state) {
        Tone tone = switch (state) {
            case DONE -> Tone.HOLDS;
            case ANNOUNCED -> Tone.PROGRESS;
            case FAILED -> Tone.VIOLATED;
            case PLANNED -> Tone.DUE;
            case UNKNOWN, SKIPPED -> Tone.UNKNOWN;
        };
        return Chip.of(tone, "change.step-state." + state.word());
    }

    /** An approved step beside what was seen of it; {@code missed} once the operation is over without it. */
    record Step(String text, List<Sighting> seen, boolean missed) {
        Step {
            seen = List.copyOf(seen);
        }
    }

    /** The steps and the roll-back steps, with where each was seen. */
    record Steps(List<Step> forward, List<Step> rollback) {
        /** Whether every step was seen on every one of so many hosts, and none of them known to have gone wrong. */
        boolean allSeenOn(int hosts) {
            return !forward.isEmpty()
                    && forward.stream()
                            .allMatch(step -> hosts
                                    == step.seen().stream()
                                            .filter(one -> !one.failed())
                                            .map(Sighting::host)
                                            .distinct()
                                            .count());
        }

        Steps {
            forward = List.copyOf(forward);
            rollback = List.copyOf(rollback);
        }
    }

    Steps steps(Operation operation) {
        Sightings.Placed placed = seen.of(operation);
        boolean over = operation.state() == State.DONE || operation.state() == State.FAILED;
        return new Steps(
                beside(operation.content().steps(), placed.steps(), over),
                beside(operation.content().rollback(), placed.rollback(), false));
    }

    private static List<Step> beside(List<String> texts, List<List<Sighting>> found, boolean due) {
        return IntStream.range(0, texts.size())
                .mapToObj(place -> new Step(
                        texts.get(place),
                        found.get(place),
                        due && found.get(place).isEmpty()))
                .toList();
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
            if (operation.state() == State.ASKED) {
                facts.add(new Fact("change.lapses", Cell.due(operation.lapses())));
            }
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
                        entry.words(),
                        entry.told(),
                        entry.quote(),
                        ""))
                .toList();
    }

    String name(PersonId person) {
        return people.find(person).map(Person::name).orElse("?");
    }

    private static String icon(String kind) {
        return switch (kind) {
            case "approved", "run-done", "reviewed-justified", "finished", "window-over", "found-done", "rolled-back" ->
                "circle-check";
            case "voted-yes", "voted-yes-as-head" -> "user-check";
            case "run-started", "roll-back-started" -> "player-play";
            case "rejected", "cancelled", "run-failed", "reviewed-unjustified", "found-failed", "roll-back-failed" ->
                "circle-x";
            case "voted-no", "voted-no-as-head", "vote-taken-back", "stop", "run-stopped" -> "circle-x";
            case "asked", "edited", "extension-asked", "handover-asked" -> "file-text";
            case "emergency-security", "emergency-customer-experience", "deviated" -> "flame";
            default -> "clock";
        };
    }

    private static Tone tone(String kind) {
        return switch (kind) {
            case "approved", "run-started", "roll-back-started" -> Tone.PROGRESS;
            case "run-done", "reviewed-justified", "finished", "window-over", "found-done", "rolled-back" -> Tone.HOLDS;
            case "voted-yes", "voted-yes-as-head" -> Tone.HOLDS;
            case "asked", "edited", "extension-asked", "handover-asked", "deviated", "stop" -> Tone.DUE;
            case "rejected", "run-failed", "run-stopped", "reviewed-unjustified", "found-failed" -> Tone.VIOLATED;
            case "voted-no", "voted-no-as-head", "vote-taken-back", "roll-back-failed" -> Tone.VIOLATED;
            default -> kind.startsWith("emergency") ? Tone.VIOLATED : Tone.UNKNOWN;
        };
    }
}
