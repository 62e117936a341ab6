package dev.bastide.asset;

import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host key with its history: who proposed it, who confirmed it, whether it still serves. */
record HostPin(
        UUID id,
        HostId host,
        String type,
        String base64,
        String fingerprint,
        Source source,
        @Nullable PersonId proposedBy,
        Instant proposedAt,
        @Nullable PersonId decidedBy,
        @Nullable Instant decidedAt,
        String note,
        State state) {
    /** Where the key came from. */
    enum Source {
        PASTED,
        SCANNED,
        FOUNDING
    }

    /** What may be done with it; only a pinned key is ever connected to. */
    enum State {
        PROPOSED,
        PINNED,
        REFUSED,
        ENDED
    }

    /** Whether it may be connected to, or may come to be. */
    boolean isLiving() {
        return state == State.PROPOSED || state == State.PINNED;
    }

    boolean proposedByPerson(@Nullable PersonId person) {
        return proposedBy != null && proposedBy.equals(person);
    }
}
