package dev.bastide.alarm;

import dev.bastide.alarm.Telling.Channel;
import dev.bastide.alarm.Telling.Delivery;
import dev.bastide.alarm.Telling.Outcome;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells what became of an alarm, in order, with the evidence that people were told in time. */
@Component
class AlarmStory {
    private final AlarmLines lines;
    private final AlarmTickets tickets;
    private final Places places;

    AlarmStory(AlarmLines lines, AlarmTickets tickets, Places places) {
        this.lines = lines;
        this.tickets = tickets;
        this.places = places;
    }

    String place(Standing standing) {
        return places.path(standing.alarm().node());
    }

    String owner(Standing standing) {
        Acknowledgement taken = standing.acknowledgement();
        return taken == null ? "" : lines.name(taken.person());
    }

    List<Fact> facts(Standing standing) {
        Alarm alarm = standing.alarm();
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("alarm.alarms.name", Cell.code(alarm.name())),
                new Fact("alarm.alarms.level", new Cell.State(alarm.level().chip())),
                new Fact("alarm.fact.kind", Cell.said(alarm.kind())),
                Fact.text("alarm.fact.object", alarm.object()),
                Fact.text("alarm.fact.source", alarm.source()),
                new Fact("alarm.alarms.raised", Cell.moment(alarm.raisedAt())),
                new Fact("alarm.alarms.times", Cell.number(standing.times()))));
        tickets.of(alarm.id())
                .ifPresent(ticket -> facts.add(new Fact("alarm.fact.ticket", Cell.link(ticket.name(), ticket.path()))));
        if (standing.times() > 1) {
            facts.add(new Fact("alarm.fact.last", Cell.time(standing.lastAt())));
        }
        if (standing.nextAt() != null) {
            facts.add(new Fact("alarm.alarms.next", Cell.due(standing.nextAt())));
        }
        return facts;
    }

    List<StoryEntry> of(Standing standing, Words words) {
        List<StoryEntry> story = new ArrayList<>();
        Alarm alarm = standing.alarm();
        story.add(entry(alarm.raisedAt(), "alert-octagon", Tone.VIOLATED, alarm.source(), "alarm.story.raised"));
        standing.tellings().forEach(told -> tell(story, told, standing, words));
        if (standing.times() > 1) {
            story.add(new StoryEntry(
                    standing.lastAt(),
                    "refresh",
                    Tone.DUE,
                    alarm.source(),
                    "alarm.story.repeated",
                    List.of(Long.toString(standing.times())),
                    "",
                    ""));
        }
        Acknowledgement taken = standing.acknowledgement();
        if (taken != null) {
            story.add(new StoryEntry(
                    taken.at(),
                    "user-check",
                    Tone.PROGRESS,
                    lines.name(taken.person()),
                    "alarm.story.taken." + taken.method(),
                    List.of(),
                    taken.note(),
                    ""));
        }
        Resolution end = standing.resolution();
        if (end != null) {
            story.add(new StoryEntry(
                    end.at(),
                    "circle-check",
                    Tone.HOLDS,
                    end.person() == null ? alarm.source() : lines.name(end.person()),
                    end.person() == null ? "alarm.story.cleared" : "alarm.story.resolved",
                    List.of(words.say("alarm.cause." + end.cause())),
                    AlarmLines.told(end, words),
                    ""));
        }
        story.sort(Comparator.comparing(StoryEntry::at));
        return story;
    }

    private void tell(List<StoryEntry> story, Telling told, Standing standing, Words words) {
        String names = told.people().stream().map(lines::name).collect(Collectors.joining(", "));
        String passed = told.passed().stream()
                .map(rung -> words.say("alarm.passed." + rung.word(), place(standing)))
                .collect(Collectors.joining(" "));
        story.add(new StoryEntry(
                told.at(),
                "bell",
                told.why() == Telling.Why.RAISED ? Tone.PROGRESS : Tone.DUE,
                names.isEmpty() ? words.say("alarm.story.nobody") : names,
                names.isEmpty()
                        ? "alarm.story.none"
                        : "alarm.story.told." + told.why().word(),
                List.of(words.say("alarm.rung." + told.rung().word())),
                passed,
                ""));
        for (Delivery reached : told.deliveries()) {
            if (reached.channel() == Channel.MAIL) {
                story.add(entry(
                        reached.at(),
                        "mail",
                        reached.outcome() == Outcome.DELIVERED ? Tone.HOLDS : Tone.VIOLATED,
                        lines.name(reached.person()),
                        "alarm.story.mail." + reached.outcome().word()));
            }
        }
    }

    private static StoryEntry entry(Instant at, String icon, Tone tone, String who, String key) {
        return new StoryEntry(at, icon, tone, who, key, List.of(), "", "");
    }
}
