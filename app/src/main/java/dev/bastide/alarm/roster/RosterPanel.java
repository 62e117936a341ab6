package dev.bastide.alarm.roster;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Panel;
import dev.bastide.page.Tone;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Who is told of a node's alarms, on the page of the node. */
@Component
class RosterPanel implements Panel {
    private static final Action VIEW = new Action("alarm.view");
    private static final int ORDER = 60;

    private final OnDuty duty;
    private final People people;
    private final ObjectProvider<Authority> authority;

    RosterPanel(OnDuty duty, People people, ObjectProvider<Authority> authority) {
        this.duty = duty;
        this.people = people;
        this.authority = authority;
    }

    @Override
    public String on() {
        return "node";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public Optional<Block> block(UUID subject, Actor actor) {
        NodeId node = new NodeId(subject);
        if (!authority.getObject().may(actor, VIEW, node).isPermitted()) {
            return Optional.empty();
        }
        Cell who = duty.on(node)
                .map(OnDuty.Duty::first)
                .flatMap(people::find)
                .map(Person::name)
                .map(Cell::text)
                .orElseGet(() -> Cell.chip(Tone.DUE, "alarm.roster.empty-now"));
        return Optional.of(new Block("alarm.roster", List.of(new Fact("alarm.roster.who", who)), "/roster/" + subject));
    }
}
