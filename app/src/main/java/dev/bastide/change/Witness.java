package dev.bastide.change;

import dev.bastide.authority.PermitId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the recordings of the sessions under a permit tell. */
interface Witness {
    /** The commands seen in all sessions under this permit that are over, in order. */
    List<Seen> commands(PermitId permit);

    /** The commands seen in one session, in order. */
    List<Seen> commands(UUID session);

    /** Whether anybody opened a session under one of these permits. */
    boolean used(List<PermitId> permits);

    /**
     * One command, in which session, when and where.
     *
     * @param exit how it ended, where the session was for this one command; null for a line typed in a shell
     */
    record Seen(
            UUID session,
            Instant at,
            String command,
            String host,
            @Nullable Integer exit) {}
}
