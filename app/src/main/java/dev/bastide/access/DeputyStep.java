package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.Founding;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.GuideStep;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The step of the first hour that asks for a deputy of everybody who approves: without one, a leave stops the house. */
@Component
class DeputyStep implements GuideStep {
    private static final int ORDER = 57;
    private static final int NAMES_SHOWN = 5;
    private static final Action EDIT = new Action("person.edit");
    private static final Action VOTE = new Action("approval.vote");

    private final CurrentRights rights;
    private final Deputies deputies;
    private final Authority authority;
    private final People people;
    private final Founding founding;
    private final Clock clock;

    DeputyStep(
            CurrentRights rights,
            Deputies deputies,
            Authority authority,
            People people,
            Founding founding,
            Clock clock) {
        this.people = people;
        this.founding = founding;
        this.authority = authority;
        this.rights = rights;
        this.deputies = deputies;
        this.clock = clock;
    }

    @Override
    public String key() {
        return "access.deputies.step";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public String path() {
        return "/people";
    }

    @Override
    public Said said() {
        Set<PersonId> without = without();
        String names = without.stream()
                .flatMap(person -> people.find(person).stream())
                .map(Person::name)
                .sorted()
                .limit(NAMES_SHOWN)
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? new Said(key() + ".why", List.of())
                : new Said(key() + ".missing", List.of(Integer.toString(without.size()), names));
    }

    @Override
    public boolean isFor(Actor actor) {
        Set<PersonId> others = without();
        others.remove(actor.person());
        if (authority.mayAnywhere(actor, EDIT).isPermitted()) {
            return !others.isEmpty();
        }
        Set<PersonId> editors = allowed(EDIT);
        founding.founder().ifPresent(editors::add);
        return editors.size() == 1
                && others.containsAll(editors)
                && authority.mayAnywhere(actor, VOTE).isPermitted();
    }

    @Override
    public boolean done(Actor actor) {
        return !allowed(VOTE).isEmpty() && without().isEmpty();
    }

    private Set<PersonId> without() {
        return allowed(VOTE).stream()
                .filter(person -> deputies.of(person).isEmpty())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Set<PersonId> allowed(Action action) {
        return rights.get().stream()
                .flatMap(now -> now.all().stream())
                .filter(grant ->
                        grant.counts(clock.millis()) && grant.facts().role().allows(action))
                .map(grant -> grant.facts().person())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
