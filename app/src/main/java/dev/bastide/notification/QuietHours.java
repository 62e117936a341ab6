package dev.bastide.notification;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The hours in which a person wants no mail; alarms come all the same. Equal bounds mean there are none.
 *
 * @param from local time it grows quiet
 * @param until local time it ends, on the next day when earlier than {@code from}
 */
public record QuietHours(LocalTime from, LocalTime until) {
    /** No quiet hours. */
    public static final QuietHours NONE = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

    /** When the quiet that holds at this instant ends, or null when it is not quiet. */
    public @Nullable Instant quietUntil(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        LocalTime time = local.toLocalTime();
        boolean overnight = until.isBefore(from);
        boolean quiet =
                overnight ? !time.isBefore(from) || time.isBefore(until) : !time.isBefore(from) && time.isBefore(until);
        if (!quiet) {
            return null;
        }
        ZonedDateTime end = local.with(until);
        return (end.isAfter(local) ? end : end.plusDays(1)).toInstant();
    }
}
