package dev.bastide.asset.scan;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** That a person may carry out scans, as shown to another one, until an end. Source: seed 000 s3.2 (A76). */
record Qualification(
        UUID id,
        PersonId person,
        String title,
        String evidence,
        Instant validFrom,
        Instant validUntil,
        PersonId recordedBy,
        Instant recordedAt,
        @Nullable Instant endedAt) {
    boolean holds(Instant at) {
        return endedAt == null && !at.isBefore(validFrom) && at.isBefore(validUntil);
    }

    @Nullable
    Object[] deciding() {
        return new @Nullable Object[] {
            id, person.value(), title, evidence, validFrom, validUntil, recordedBy.value(), endedAt
        };
    }
}
