package dev.bastide.asset;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns a host into the parts of its page: facts, and the story of its keys. */
@Component
class HostView {
    private final People people;

    HostView(People people) {
        this.people = people;
    }

    List<Fact> facts(Host host, HostRows.Row row) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("asset.host.address", Cell.code(host.address() + ":" + host.port())));
        facts.add(new Fact("asset.host.kind", Cell.said("asset.kind." + word(host.kind()))));
        facts.add(Fact.text("asset.host.customer", host.customer() == null ? "" : host.customer()));
        if (!row.configCommand().isEmpty()) {
            facts.add(new Fact("asset.host.config-command", Cell.code(row.configCommand())));
        }
        facts.add(Fact.text("asset.host.console-note", row.consoleNote()));
        return facts;
    }

    List<StoryEntry> story(List<HostPin> pins) {
        List<StoryEntry> story = new ArrayList<>();
        for (HostPin pin : pins) {
            boolean founding = pin.source() == HostPin.Source.FOUNDING;
            story.add(new StoryEntry(
                    pin.proposedAt(),
                    "key",
                    founding ? Tone.DUE : Tone.PROGRESS,
                    name(pin.proposedBy()),
                    founding ? "asset.story.founded" : "asset.story." + word(pin.source()),
                    List.of(pin.type(), pin.fingerprint()),
                    "",
                    ""));
            if (pin.decidedAt() != null) {
                boolean refused = pin.state() == HostPin.State.REFUSED;
                story.add(new StoryEntry(
                        pin.decidedAt(),
                        refused ? "x" : "shield-check",
                        refused ? Tone.VIOLATED : Tone.HOLDS,
                        name(pin.decidedBy()),
                        refused ? "asset.story.refused" : "asset.story.confirmed",
                        List.of(pin.fingerprint()),
                        pin.state() == HostPin.State.ENDED ? "" : pin.note(),
                        ""));
            }
        }
        story.sort(Comparator.comparing(StoryEntry::at));
        return story;
    }

    static Chip chip(Host.PinState state) {
        return switch (state) {
            case PINNED -> Chip.of(Tone.HOLDS, "asset.pin.pinned");
            case PROPOSED -> Chip.of(Tone.DUE, "asset.pin.proposed");
            case UNPINNED -> Chip.of(Tone.VIOLATED, "asset.pin.unpinned");
        };
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private String name(@Nullable PersonId person) {
        return person == null
                ? "Bastide"
                : people.find(person).map(Person::name).orElse("?");
    }
}
