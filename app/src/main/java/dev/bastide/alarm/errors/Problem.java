package dev.bastide.alarm.errors;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind alarms of one kind on one node.
 *
 * @param steps what was found and decided, oldest first; never empty
 */
record Problem(
        UUID id,
        long number,
        String title,
        String kind,
        @Nullable NodeId node,
        Instant openedAt,
        List<Step> steps) {
    static final List<String> STATES = List.of("open", "understood", "solved", "accepted");

    Problem {
        steps = List.copyOf(steps);
    }

    /** One step: from here on it is in this state and this person answers for it. */
    record Step(String state, PersonId owner, String note, PersonId person, Instant at) {}

    String name() {
        return String.format(Locale.ROOT, "PRB-%06d", number);
    }

    String state() {
        return steps.getLast().state();
    }

    PersonId owner() {
        return steps.getLast().owner();
    }

    /** Whether something is still to be done about it. */
    boolean isOpen() {
        return state().equals("open") || state().equals("understood");
    }
}
