package dev.bastide.bastion;

import java.util.UUID;

/**
 * Told by the room that asks for permits: whether two subjects of permits are one and the same work, so that a session
 * goes on when more time was agreed to. Without an answer nothing goes on.
 */
@FunctionalInterface
public interface Succession {
    /** Whether a permit for {@code now} carries on what a permit for {@code before} opened. */
    boolean same(UUID before, UUID now);
}
