package dev.bastide.record.review;

import dev.bastide.audit.HearsOpenings;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Writes down, in the transaction of the record that says so, that a reviewer opened what is given to him to review. */
@Component
class OpeningsHeard implements HearsOpenings {
    private final StoredItems items;
    private final StoredSteps steps;

    OpeningsHeard(StoredItems items, StoredSteps steps) {
        this.items = items;
        this.steps = steps;
    }

    @Override
    public void opened(Actor actor, Kind kind, UUID id, Instant at, boolean readable) {
        PersonId person = actor.person();
        if (person == null) {
            return;
        }
        String word = kind.name().toLowerCase(Locale.ROOT);
        Instant when = at.truncatedTo(ChronoUnit.MICROS);
        items.campaignsOf(id, person).stream()
                .flatMap(campaign -> items.of(campaign).stream())
                .filter(item -> item.object().equals(id) && item.kind().equals(word))
                .filter(item -> item.verdict() == null || item.isFor(person))
                .forEach(item -> note(item, person, when, readable));
    }

    private void note(Item item, PersonId person, Instant at, boolean readable) {
        Item.Assignment now = item.assignment();
        boolean known = item.opening().filter(Item.Opening::readable).isPresent();
        if (now != null && now.reviewer().equals(person) && !at.isBefore(now.at()) && !known) {
            steps.open(item.id(), new Item.Opening(UUID.randomUUID(), now.id(), person, readable, at));
        }
    }
}
