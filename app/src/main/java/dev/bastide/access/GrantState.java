package dev.bastide.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** By what lists of grants are filtered, alike on the page, in its export and at the API. */
final class GrantState {
    static final List<String> WORDS = List.of("expiring", "unused", "founding", "exception", "exception-past");

    /** A grant that ends within this time ends soon. */
    static final Duration SOON = Duration.ofDays(14);

    private static final String PAST = "exception-past";

    private GrantState() {}

    /** What the filter chooses from: what is in force, or exceptions that are over. */
    static List<Grant> rows(Grants grants, String state) {
        return state.equals(PAST) ? grants.pastExceptions() : grants.inForce();
    }

    static boolean fits(Grant grant, String state, Instant now) {
        return switch (state) {
            case "expiring" -> grant.expires().isBefore(now.plus(SOON));
            case "unused" -> grant.unused(now);
            case "founding" -> grant.founding();
            case "exception", PAST -> grant.isException();
            default -> true;
        };
    }
}
