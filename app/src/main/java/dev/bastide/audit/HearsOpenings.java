package dev.bastide.audit;

import dev.bastide.authority.Actor;
import java.time.Instant;
import java.util.UUID;

/**
 * Port: whoever must know that somebody opened a record or a recording. It is told in the transaction of the record that says
 * so, and a failure of it is a failure of the opening. Source: seed 000 s4 (A112, A115).
 */
public interface HearsOpenings {
    /** What is opened. */
    enum Kind {
        RECORD,
        SESSION
    }

    /**
     * Somebody opens it now.
     *
     * @param readable false where it turned out that it cannot be read
     */
    void opened(Actor actor, Kind kind, UUID id, Instant at, boolean readable);
}
