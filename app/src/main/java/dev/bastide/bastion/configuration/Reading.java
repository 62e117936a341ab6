package dev.bastide.bastion.configuration;

import dev.bastide.authority.HostId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a device's configuration.
 *
 * @param number rises with time
 * @param session the session it belongs to; null for a routine reading
 * @param operation the name of the operation it belongs to; null where there is none
 * @param content what was read; null where nothing could be
 * @param failure why nothing could be read; null where it could
 * @param comparedWith the earlier reading it was compared with; null where there was none
 * @param added lines that the earlier one did not have
 * @param removed lines that only the earlier one had
 * @param drift whether the difference came about while nobody worked on the device through the bastion
 */
record Reading(
        UUID id,
        long number,
        HostId host,
        Moment moment,
        Instant at,
        @Nullable UUID session,
        @Nullable String operation,
        @Nullable UUID content,
        @Nullable String failure,
        @Nullable UUID comparedWith,
        int added,
        int removed,
        boolean drift) {

    /** When it was read. */
    enum Moment {
        BEFORE,
        AFTER,
        ROUTINE;

        /** The word in tables. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    String path() {
        return "/configurations/" + id;
    }

    /** Lines added and removed, as people write it. */
    String count() {
        return "+" + added + " −" + removed;
    }
}
