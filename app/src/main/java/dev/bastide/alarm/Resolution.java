package dev.bastide.alarm;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an alarm ended.
 *
 * @param person who said so; null where its source did
 * @param cause one of {@link #CAUSES}, or {@link #SOURCE}
 * @param told what it was, in words; of the source's, a message key
 */
record Resolution(@Nullable PersonId person, String cause, String told, Instant at) {
    static final String SOURCE = "source";

    /** What a person may say that it was. */
    static final List<String> CAUSES =
            List.of("fixed", "fault", "overload", "planned", "attack", "false-alarm", "unknown");
}
