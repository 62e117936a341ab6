package dev.bastide.access;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Panel;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** On a node's page: who can open sessions there, and through which role. */
@Component
class ReachPanel implements Panel {
    private static final int SHOWN_MAX = 8;
    private static final int ORDER = 20;

    private final Why why;
    private final People people;

    ReachPanel(Why why, People people) {
        this.why = why;
        this.people = people;
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
        List<Fact> facts = why.reach(Permits.OPEN, new NodeId(subject)).stream()
                .limit(SHOWN_MAX)
                .map(grant -> new Fact(
                        grant.facts().exception() ? "access.reach.exception" : "access.reach.one",
                        Cell.link(
                                people.find(grant.facts().person())
                                                .map(Person::name)
                                                .orElse("?")
                                        + " · " + grant.facts().role().name(),
                                "/permissions/" + grant.facts().id())))
                .toList();
        String more = "/permissions/reach?node=" + subject;
        return facts.isEmpty() ? Optional.empty() : Optional.of(new Block("access.reach", facts, more));
    }
}
