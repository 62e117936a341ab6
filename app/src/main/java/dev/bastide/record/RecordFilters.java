package dev.bastide.record;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads filters off an address, as the page, the export and the API all write them. */
@Component
class RecordFilters {
    private static final Map<String, Duration> SPANS = Map.of(
            "hour", Duration.ofHours(1),
            "day", Duration.ofDays(1),
            "week", Duration.ofDays(7),
            "month", Duration.ofDays(30));

    private final Clock clock;

    RecordFilters(Clock clock) {
        this.clock = clock;
    }

    /** The query these parameters mean. Throws {@link BadInput} at the filter that means nothing. */
    AuditQuery read(Map<String, String> filters) {
        Map<String, String> whole = new HashMap<>(filters);
        whole.putIfAbsent("address", filters.getOrDefault("ip", ""));
        whole.computeIfPresent("from", (name, text) -> instant(name, text));
        whole.computeIfPresent("until", (name, text) -> instant(name, text));
        Duration span = SPANS.get(filters.getOrDefault("span", ""));
        if (span != null) {
            whole.putIfAbsent("from", clock.instant().minus(span).toString());
        }
        try {
            return AuditQuery.of(whole);
        } catch (AuditQuery.FilterUnreadable e) {
            throw BadInput.in(e.filter(), "record.filter.unreadable", e.filter());
        }
    }

    /** Where a former search stopped. */
    static @Nullable Long place(ListQuery query) {
        return position(query.cursor());
    }

    /** The newest first, unless the list is ordered by time. */
    static Order order(ListQuery query) {
        return query.sort().equals("time") && !query.descending() ? Order.OLDEST : Order.NEWEST;
    }

    /** The order that a program asks for. Throws {@link BadInput} when there is no such order. */
    static Order order(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Order.NEWEST;
        }
        try {
            return Order.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw BadInput.in("order", "record.filter.unreadable", "order");
        }
    }

    /** Reads a position. Throws {@link BadInput} when it is none. */
    static @Nullable Long position(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw BadInput.in("after", "page.list.bad-cursor");
        }
    }

    /** An exact instant, or a day and minute in UTC as a browser's field gives it. */
    private static String instant(String name, String text) {
        try {
            return (text.endsWith("Z") || text.contains("+")
                            ? Instant.parse(text)
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC))
                    .toString();
        } catch (DateTimeParseException e) {
            throw BadInput.in(name, "record.filter.unreadable", name);
        }
    }
}
