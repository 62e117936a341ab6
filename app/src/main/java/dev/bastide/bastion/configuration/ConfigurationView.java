package dev.bastide.bastion.configuration;

import dev.bastide.asset.Host;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A reading as its page shows it. */
record ConfigurationView(Host host, Reading reading, List<String> lines) {
    ObjectHead head() {
        return ObjectHead.of("bastion.configuration", host.name())
                .state(chip(reading))
                .at(host.path(), "");
    }

    /** How a reading stands, in one word. */
    static Chip chip(Reading reading) {
        if (reading.failure() != null) {
            return Chip.of(Tone.DUE, "bastion.configuration.unread");
        }
        if (reading.drift()) {
            return Chip.of(Tone.VIOLATED, "bastion.configuration.drift");
        }
        if (reading.comparedWith() == null) {
            return Chip.of(Tone.UNKNOWN, "bastion.configuration.first");
        }
        return reading.added() + reading.removed() == 0
                ? Chip.of(Tone.HOLDS, "bastion.configuration.same")
                : Chip.of(Tone.PROGRESS, "bastion.configuration.changed");
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("bastion.configuration.host", Cell.link(host.path(), "/hosts/" + host.name())));
        facts.add(new Fact("bastion.configuration.at", Cell.moment(reading.at())));
        facts.add(new Fact(
                "bastion.configuration.moment",
                Cell.said("bastion.configuration.moment." + reading.moment().word())));
        String operation = reading.operation();
        if (operation != null) {
            facts.add(new Fact("bastion.fact.operation", Cell.link(operation, "/operations/" + operation)));
        }
        UUID session = reading.session();
        if (session != null) {
            facts.add(
                    new Fact("bastion.session", Cell.link(session.toString().substring(0, 8), "/sessions/" + session)));
        }
        UUID with = reading.comparedWith();
        if (with != null) {
            facts.add(new Fact("bastion.configuration.count", Cell.text(reading.count())));
            facts.add(new Fact(
                    "bastion.configuration.with",
                    Cell.link(with.toString().substring(0, 8), "/configurations/" + with)));
        }
        return facts;
    }

    /** The style of a line of the difference. */
    static String css(String line) {
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> "diff-added";
            case '-' -> "diff-removed";
            case '@' -> "diff-place";
            default -> "diff-same";
        };
    }
}
