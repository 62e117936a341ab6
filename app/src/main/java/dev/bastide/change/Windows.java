package dev.bastide.change;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.DurationText;
import dev.bastide.change.engine.Window;
import dev.bastide.deadline.BusinessCalendar;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.springframework.stereotype.Component;

/** Reads when an operation is to be done, and asks the calendar where a specification wants a business day. */
@Component
class Windows {
    /** The longest an emergency lasts. Source: seed 004 s3.1.4 (B30). */
    static final Duration EMERGENCY_MAX = Duration.ofMinutes(60);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** Nothing is approved a year ahead: people, hosts and rights will have changed. */
    private static final Duration AHEAD_MAX = Duration.ofDays(92);

    private final BusinessCalendar calendar;
    private final Clock clock;

    Windows(BusinessCalendar calendar, Clock clock) {
        this.calendar = calendar;
        this.clock = clock;
    }

    Window window(OperationRequest request, boolean businessDays) {
        OperationRequest.WindowText typed = request.window();
        Duration length = length(typed.length());
        if (request.emergency()) {
            if (length.compareTo(EMERGENCY_MAX) > 0) {
                throw new ActRefused(Reason.of(
                        "change.refused.emergency-long",
                        "B30",
                        "/operations/emergency",
                        Long.toString(EMERGENCY_MAX.toMinutes())));
            }
            return new Window.Upon(length);
        }
        if (typed.from().isBlank()) {
            if (businessDays) {
                throw new ActRefused(Reason.of("change.refused.set-window", "A48", "/operations/new"));
            }
            return new Window.Upon(length);
        }
        return set(typed, length, businessDays);
    }

    private Window.Fixed set(OperationRequest.WindowText typed, Duration length, boolean businessDays) {
        ZoneId zone = zone(typed.zone());
        Instant from = from(typed.from().strip(), zone);
        Instant now = clock.instant();
        if (!from.plus(length).isAfter(now)) {
            throw BadInput.in("from", "change.bad.window-past");
        }
        if (from.isAfter(now.plus(AHEAD_MAX))) {
            throw BadInput.in("from", "change.bad.window-far", Long.toString(AHEAD_MAX.toDays()));
        }
        LocalDate day = from.atZone(zone).toLocalDate();
        if (businessDays && !calendar.isBusinessDay(day)) {
            throw new ActRefused(Reason.of("change.refused.holiday", "A48", "/operations/new", day.toString()));
        }
        return new Window.Fixed(from, from.plus(length), zone);
    }

    static Duration length(String typed) {
        return DurationText.parse(typed)
                .filter(length -> length.compareTo(SHORTEST) >= 0 && length.compareTo(Window.LONGEST) <= 0)
                .orElseThrow(() -> BadInput.in("window", "change.bad.window", DurationText.print(Window.LONGEST)));
    }

    private static ZoneId zone(String typed) {
        try {
            return ZoneId.of(typed.isBlank() ? "UTC" : typed.strip());
        } catch (DateTimeException e) {
            throw BadInput.in("zone", "change.bad.zone");
        }
    }

    private static Instant from(String typed, ZoneId zone) {
        try {
            if (typed.endsWith("Z")) {
                return Instant.parse(typed);
            }
            LocalDateTime local = LocalDateTime.parse(typed);
            if (zone.getRules().getValidOffsets(local).isEmpty()) {
                // The hour that summer time leaves out does not exist; guessing would move the window.
                throw BadInput.in("from", "change.bad.no-such-hour", zone.getId());
            }
            return local.atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw BadInput.in("from", "change.bad.from");
        }
    }
}
