package dev.bastide.record.forward;

import dev.bastide.audit.LogFeed.Fed;
import dev.bastide.audit.LogFeed.Mark;
import java.util.List;

/**
 * What is sent at once, in the order of the log: records, or that there are none between two places.
 *
 * @param from the place before it
 * @param next the place after it, once it was acknowledged
 */
record Delivery(Mark from, Mark next, List<Item> items) {
    Delivery {
        items = List.copyOf(items);
    }

    /** One line, or one message. */
    sealed interface Item {
        /** A record. */
        record One(Fed fed) implements Item {}

        /** The records from one index to before another cannot be sent, and why: dropped, or not what was hashed. */
        record Gap(int log, long from, long to, String why) implements Item {}

        /** Nothing but a test. */
        record Test(String name) implements Item {}
    }

    /** Names it: whoever gets the same twice can tell. */
    String id() {
        return "bastide-" + from.log() + "-" + from.index() + "-" + next.log() + "-" + next.index();
    }
}
