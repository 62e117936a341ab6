package dev.bastide.identity;

import dev.bastide.authority.Actor;
import dev.bastide.page.Found;
import java.util.List;
import org.springframework.stereotype.Component;

/** People among what a search finds, for those who may read about people. */
@Component
class PeopleFound implements Found {
    private final People people;
    private final Gate gate;

    PeopleFound(People people, Gate gate) {
        this.people = people;
        this.gate = gate;
    }

    @Override
    public List<Hit> search(String text, Actor actor, int limit) {
        if (!gate.allows(actor, Gate.READ)) {
            return List.of();
        }
        return people.search(text, limit).stream()
                .map(person -> new Hit(
                        "identity.person",
                        person.name(),
                        person.login() + " · " + person.teamName(),
                        "/people/" + person.id()))
                .toList();
    }
}
