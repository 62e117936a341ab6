package dev.bastide.change;

import dev.bastide.authority.PermitId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the recordings of the sessions under a permit tell. */
interface Witness {
    /** The commands seen in all sessions under these permits, in order. */
    List<Seen> commands(List<PermitId> permits);

    /** Whether anybody opened a session under one of these permits. */
    boolean used(List<PermitId> permits);

    /** One command, in which session, when. */
    record Seen(UUID session, Instant at, String command) {}
}
