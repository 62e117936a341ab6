package dev.bastide.access;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A permit to be issued.
 *
 * @param subject the operation or emergency it is for
 * @param executor who may use it, and nobody else
 * @param from when its window opens
 * @param to when it closes; the closing instant itself is outside
 * @param steps the steps it is for, in order
 * @param contentHash hash of the approved content; for an emergency, of what was written when it was started
 * @param approval what approved it; absent only for an emergency
 */
public record NewPermit(
        Kind kind,
        UUID subject,
        PersonId executor,
        List<PermitTarget> targets,
        Instant from,
        Instant to,
        List<String> steps,
        String contentHash,
        @Nullable ApprovalId approval) {

    /** The longest an emergency may last. Source: seed 004 s3.1.4 (B30). */
    public static final Duration EMERGENCY_MAX = Duration.ofMinutes(60);

    /** The longest window of an operation, its extensions included. */
    public static final Duration WINDOW_MAX = Duration.ofDays(3);

    /** Why there is a permit. */
    public enum Kind {
        /** An operation that others approved. */
        OPERATION,
        /** A fire: no approval before, a review after. */
        EMERGENCY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public NewPermit {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(executor);
        targets = List.copyOf(targets);
        steps = List.copyOf(steps);
        // As the database keeps it, so that its mark is still right when it is read again.
        from = from.truncatedTo(ChronoUnit.MICROS);
        to = to.truncatedTo(ChronoUnit.MICROS);
        require(!targets.isEmpty(), "a permit opens something");
        require(from.isBefore(to), "a window has a length");
        require(!Duration.between(from, to).minus(WINDOW_MAX).isPositive(), "a window lasts at most three days");
        require(kind == Kind.EMERGENCY || approval != null, "an operation's permit names its approval");
        require(
                kind == Kind.OPERATION
                        || targets.stream().map(PermitTarget::node).distinct().count() == 1,
                "an emergency covers one node");
        require(
                kind == Kind.OPERATION
                        || !Duration.between(from, to).minus(EMERGENCY_MAX).isPositive(),
                "an emergency lasts at most 60 minutes");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
