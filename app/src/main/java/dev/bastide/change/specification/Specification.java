package dev.bastide.change.specification;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.SpecificationText;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a specification as stored.
 *
 * @param versionId the row of this version
 * @param proposedBy absent for an act of founding
 */
public record Specification(
        UUID versionId,
        int version,
        SpecificationText text,
        String contentHash,
        State state,
        boolean current,
        @Nullable PersonId proposedBy,
        Instant proposedAt,
        boolean founding,
        @Nullable ApprovalId approval) {
    /** Where a version stands. */
    public enum State {
        PROPOSED,
        APPROVED,
        REJECTED;

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** {@code name v3}. */
    public String label() {
        return text.name() + " v" + version;
    }

    /** Whether an operation asked for now may use it: approved, and no later version is. */
    public boolean usable() {
        return state == State.APPROVED && current;
    }

    /** Console path. */
    public String path() {
        return "/specifications/" + text.name() + "/" + version;
    }
}
