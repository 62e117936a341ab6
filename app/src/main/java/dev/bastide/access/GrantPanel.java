package dev.bastide.access;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Panel;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** On a person's page: what he holds now, exceptions first and named as such. */
@Component
class GrantPanel implements Panel {
    private static final int SHOWN_MAX = 12;
    private static final int ORDER = 20;

    private final Grants grants;
    private final GrantRules rules;
    private final Authority authority;
    private final Clock clock;

    GrantPanel(Grants grants, GrantRules rules, Authority authority, Clock clock) {
        this.grants = grants;
        this.rules = rules;
        this.authority = authority;
        this.clock = clock;
    }

    @Override
    public String on() {
        return "person";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public Optional<Block> block(UUID subject, Actor actor) {
        Instant now = clock.instant();
        PersonId person = new PersonId(subject);
        List<Fact> facts = grants.of(person).stream()
                .filter(grant -> grant.counts(now))
                .filter(grant -> person.equals(actor.person())
                        || authority.may(actor, GrantPages.READ, grant.node()).isPermitted())
                .sorted(Comparator.comparing((Grant grant) -> !grant.isException())
                        .thenComparing(Grant::expires))
                .limit(SHOWN_MAX)
                .flatMap(this::facts)
                .toList();
        return facts.isEmpty() ? Optional.empty() : Optional.of(new Block("access.panel", facts, ""));
    }

    private Stream<Fact> facts(Grant grant) {
        Cell words = Cell.link(grant.role() + " · " + rules.pathOf(grant.node()), "/permissions/" + grant.id());
        return grant.isException()
                ? Stream.of(
                        new Fact("access.panel.exception", words), new Fact("access.until", Cell.due(grant.expires())))
                : Stream.of(new Fact("access.panel.duty", words));
    }
}
