package dev.bastide.portal;

import dev.bastide.authority.Actor;
import dev.bastide.page.Waiting;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What waits for a person, gathered from all rooms: what is due first stands first. */
@Component
class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Comparator<Waiting.Item> BY_NEED = Comparator.comparing(
                    (Waiting.Item item) -> item.due() == null ? Instant.MAX : item.due())
            .thenComparing(Waiting.Item::since);

    private final ObjectProvider<Waiting> rooms;

    Inbox(ObjectProvider<Waiting> rooms) {
        this.rooms = rooms;
    }

    List<Waiting.Item> of(Actor actor) {
        return rooms.orderedStream()
                .flatMap(room -> ask(room, actor).stream())
                .sorted(BY_NEED)
                .toList();
    }

    /** One room in trouble does not hide what the others have. */
    private static List<Waiting.Item> ask(Waiting room, Actor actor) {
        try {
            return room.waitingFor(actor);
        } catch (RuntimeException trouble) {
            LOG.error("{} could not say what waits", room.getClass().getSimpleName(), trouble);
            return List.of();
        }
    }
}
