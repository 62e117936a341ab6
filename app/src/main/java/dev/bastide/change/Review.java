package dev.bastide.change;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A look back at an operation by somebody else: at an emergency, or at commands that no approved step matches. */
record Review(
        UUID id,
        OperationId operation,
        long operationNumber,
        String reason,
        NodeId node,
        Kind kind,
        PersonId executor,
        String executorName,
        Instant openedAt,
        Instant dueAt,
        @Nullable Verdict verdict) {
    /** Why there is one. */
    enum Kind {
        EMERGENCY,
        DEVIATION;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What the reviewer found.
     *
     * @param wayBack how it was or would be undone; obligatory for an emergency
     */
    record Verdict(PersonId reviewer, boolean justified, String evaluation, String wayBack, Instant at) {}

    boolean isDone() {
        return verdict != null;
    }

    boolean isOverdue(Instant now) {
        return verdict == null && dueAt.isBefore(now);
    }

    String operationName() {
        return Operation.name(operationNumber);
    }

    String path() {
        return "/reviews/" + id;
    }
}
