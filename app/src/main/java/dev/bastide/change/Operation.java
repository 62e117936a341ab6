package dev.bastide.change;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.State;
import dev.bastide.change.engine.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it stands: what was asked for last, and what became of it. Source: seed 000 s2.2 (A47 to A50), seed
 * 004 s3.1.2 (B11).
 *
 * @param number the number people type
 * @param content what was asked for, as the approvals see it
 * @param revision the row of that content
 * @param head the relevant head when it was asked for, computed from the tree (B19)
 * @param from when its window opens, once known
 * @param to when its window closes, once known
 * @param lapses when it expires undecided
 * @param cause why it could not wait; present exactly for an emergency
 * @param belongsTo the alarm or written emergency it belongs to; empty for other operations
 */
public record Operation(
        OperationId id,
        long number,
        Content content,
        String contentHash,
        UUID revision,
        State state,
        boolean production,
        PersonId head,
        @Nullable ApprovalId approval,
        @Nullable PermitId permit,
        @Nullable Instant from,
        @Nullable Instant to,
        Instant askedAt,
        Instant lapses,
        Instant changedAt,
        @Nullable Cause cause,
        String belongsTo) {
    /** Why an emergency cannot wait. Source: seed 004 s3.1.4. */
    public enum Cause {
        CUSTOMER_EXPERIENCE,
        SECURITY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code OP-000123}. */
    public String name() {
        return name(number);
    }

    static String name(long number) {
        return String.format(Locale.ROOT, "OP-%06d", number);
    }

    /** The number in {@code OP-000123}, {@code op-123} or {@code 123}; empty for another text. */
    static Optional<Long> number(String text) {
        String plain = text.strip().toUpperCase(Locale.ROOT);
        String digits = plain.startsWith("OP-") ? plain.substring(3) : plain;
        return digits.matches("[0-9]{1,12}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }

    /** Console path. */
    public String path() {
        return "/operations/" + name();
    }

    /** Whether it went past approval because it could not wait. */
    public boolean emergency() {
        return cause != null;
    }

    /** The window as it was opened; empty while it waits for approval. */
    public Optional<Window.Fixed> window() {
        if (from == null || to == null) {
            return Optional.empty();
        }
        ZoneId zone = content.window() instanceof Window.Fixed(var f, var t, var asked) ? asked : ZoneId.of("UTC");
        return Optional.of(new Window.Fixed(from, to, zone));
    }

    /** Whether its permit may be used at this instant. */
    public boolean openAt(Instant at) {
        return state.isOpen() && window().map(w -> w.covers(at)).orElse(false);
    }

    /** Whether this person asked for it or is to do it. */
    public boolean concerns(@Nullable PersonId person) {
        return Objects.equals(person, content.owner()) || Objects.equals(person, content.executor());
    }
}
