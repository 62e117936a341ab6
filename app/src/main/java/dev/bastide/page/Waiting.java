package dev.bastide.page;

import dev.bastide.authority.Actor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: what waits for a person. Every bean feeds the inbox on the home page. */
public interface Waiting {

    /** What waits for this person now, at most some hundred rows. */
    List<Item> waitingFor(Actor actor);

    /**
     * One row of the inbox.
     *
     * @param kind message key of a short word such as "Approval"
     * @param titleKey message key of the sentence
     * @param args its arguments
     * @param path where it is dealt with
     * @param since since when it waits
     * @param due until when it must be done, or null
     */
    record Item(
            String kind,
            String titleKey,
            List<String> args,
            String path,
            Instant since,
            @Nullable Instant due) {
        public Item {
            args = List.copyOf(args);
        }
    }
}
