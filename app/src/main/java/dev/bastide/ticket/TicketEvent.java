package dev.bastide.ticket;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a ticket's story.
 *
 * @param step counts up
 * @param verb what was done, such as {@code moved}
 * @param state how it stood afterwards
 * @param person who did it, null for the program
 * @param actor his name, or the machine's
 * @param args what was named, such as the new assignee
 * @param note what he said; of the program it may be a message key
 */
record TicketEvent(
        int step,
        Verb verb,
        String state,
        @Nullable PersonId person,
        String actor,
        List<String> args,
        String note,
        Instant at) {
    TicketEvent {
        args = List.copyOf(args);
    }

    /** What may be done to a ticket. */
    enum Verb {
        OPENED,
        MOVED,
        ASSIGNED,
        /** Somebody else answers for it now. */
        ANSWERS,
        DUE,
        COMMENTED,
        /** The room of its kind told something of it. */
        TOLD,
        LINKED,
        /** It happened again and was counted into the open one. */
        COUNTED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Verb ofWord(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }
}
