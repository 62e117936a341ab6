package dev.bastide.audit;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: sessions that a review campaign looks at beside single records. Rooms that keep sessions, or know what was wrong
 * with one, answer with beans; the room that reviews asks them all. Source: seed 000 s4 (A112).
 */
public interface WorkToReview {
    /** An emergency: nobody had approved it before. */
    String EMERGENCY = "emergency";

    /** The account {@code root} on a production host. */
    String PRODUCTION_ROOT = "production-root";

    /** Allowed by a grant outside of what the person's duty needs. */
    String EXCEPTION = "exception";

    /** Nobody saw its end, or its recording broke off. */
    String UNSEEN = "unseen";

    /** Something was done that no approved step says. */
    String DEVIATION = "deviation";

    /** Sessions that were over in this time and must not be left to chance. */
    List<Done> risky(Instant from, Instant until);

    /** All sessions that were over in this time, as far as this room keeps them. */
    List<Done> all(Instant from, Instant until);

    /** How a session and its recording stand, for whoever reviews it; empty where this room does not keep the session. */
    default Optional<Seen> seen(UUID session) {
        return Optional.empty();
    }

    /**
     * What a reviewer wants to know of a session before he opens its recording; nothing that was typed in it.
     *
     * @param kind message key of what it was: a shell, a command, a copy
     * @param rule what it was allowed by
     * @param recording message key of how the recording stands
     * @param whole whether the recording ended properly
     * @param bytes of the recording
     * @param path of the session's page
     */
    record Seen(
            String person,
            String host,
            String account,
            String kind,
            String rule,
            @Nullable Instant started,
            @Nullable Instant ended,
            String recording,
            boolean whole,
            long bytes,
            String path) {}

    /**
     * A session that is over.
     *
     * @param session its id, under which its recording is opened
     * @param person who acted
     * @param node where
     * @param at when it was over
     * @param who the login
     * @param what where and as whom, in one line without a secret
     * @param risks why it must be looked at, of the words above; empty where chance may decide
     */
    record Done(UUID session, PersonId person, NodeId node, Instant at, String who, String what, Set<String> risks) {
        public Done {
            risks = Set.copyOf(risks);
        }
    }
}
