package dev.bastide.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An effect on the outside world: announced and committed, then tried, then settled.
 *
 * @param id which one
 * @param kind what is done, {@code room.verb}
 * @param subject on what
 * @param announcedAt when it was announced
 * @param leaseUntil until when its node may stay silent
 * @param outcome how it ended, absent while it is open
 * @param detail what was told of the end
 */
public record Intent(
        IntentId id,
        String kind,
        String subject,
        Instant announcedAt,
        Instant leaseUntil,
        @Nullable Outcome outcome,
        String detail) {}
