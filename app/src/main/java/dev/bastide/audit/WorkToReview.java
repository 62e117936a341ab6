package dev.bastide.audit;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

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
