package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Deputies;
import dev.bastide.page.GuideStep;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The step of the first hour that asks for a deputy of everybody who approves: without one, a leave stops the house. */
@Component
class DeputyStep implements GuideStep {
    private static final int ORDER = 57;
    private static final Action EDIT = new Action("person.edit");
    private static final Action VOTE = new Action("approval.vote");

    private final CurrentRights rights;
    private final Deputies deputies;
    private final Authority authority;
    private final Clock clock;

    DeputyStep(CurrentRights rights, Deputies deputies, Authority authority, Clock clock) {
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
    public boolean isFor(Actor actor) {
        return authority.mayAnywhere(actor, EDIT).isPermitted();
    }

    @Override
    public boolean done(Actor actor) {
        Set<PersonId> approvers = rights.get().stream()
                .flatMap(now -> now.all().stream())
                .filter(grant ->
                        grant.counts(clock.millis()) && grant.facts().role().allows(VOTE))
                .map(grant -> grant.facts().person())
                .collect(Collectors.toSet());
        return !approvers.isEmpty()
                && approvers.stream().allMatch(person -> deputies.of(person).isPresent());
    }
}
