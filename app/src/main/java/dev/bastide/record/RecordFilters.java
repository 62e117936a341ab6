package dev.bastide.record;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch.Order;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** The message of a filter that is none of a few words. */
    private static final String WORDS = "record.filter.words";

    /** The message of a time that is none. */
    static final String TIME = "record.filter.time";

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Clock clock;

    RecordFilters(Clock clock) {
        this.clock = clock;
    }

    /**
     * The query these parameters mean. Throws {@link BadInput} at a filter that means nothing, and at one that there is not:
     * whoever mistypes one would take everything for what he asked for.
     *
     * @param beside parameters that are no filters and are read elsewhere
     */
    AuditQuery read(Map<String, String> filters, List<String> beside) {
        return query(whole(filters, beside));
    }

    /** The names of all filters. */
    List<String> names() {
        return Stream.concat(AuditQuery.NAMES.stream(), Stream.of("ip", "span")).toList();
    }

    /** The same filters with their times fixed, for a search that goes on later. Throws as {@link #read} does. */
    Map<String, String> fixed(Map<String, String> filters) {
        Map<String, String> fixed = whole(filters, List.of());
        fixed.remove("span");
        fixed.remove("ip");
        fixed.values().removeIf(String::isBlank);
        fixed.putIfAbsent("until", clock.instant().toString());
        query(fixed);
        return fixed;
    }

    private static AuditQuery query(Map<String, String> whole) {
        try {
            return AuditQuery.of(whole);
        } catch (AuditQuery.FilterUnreadable e) {
            throw BadInput.in(e.filter(), WORDS, e.filter(), words(e.filter()));
        }
    }

    private Map<String, String> whole(Map<String, String> filters, List<String> beside) {
        List<String> known = Stream.of(AuditQuery.NAMES, List.of("ip", "span"), beside)
                .flatMap(List::stream)
                .toList();
        for (String name : new TreeSet<>(filters.keySet())) {
            if (!known.contains(name)) {
                throw BadInput.in(name, "record.filter.unknown", name, String.join(", ", known));
            }
        }
        Map<String, String> whole = new HashMap<>(filters);
        whole.putIfAbsent("address", filters.getOrDefault("ip", ""));
        whole.computeIfPresent("address", (name, text) -> address(text));
        whole.computeIfPresent("from", (name, text) -> instant(name, text));
        whole.computeIfPresent("until", (name, text) -> instant(name, text));
        String within = filters.getOrDefault("span", "").strip();
        Duration span = SPANS.get(within);
        if (span == null && !within.isEmpty()) {
            throw BadInput.in("span", WORDS, "span", "hour, day, week, month");
        }
        if (span != null) {
            whole.putIfAbsent("from", clock.instant().minus(span).toString());
        }
        return whole;
    }

    /** The one way in which records have an address: {@code ::1} and {@code 0:0:0:0:0:0:0:1} are the same machine. */
    static String address(String text) {
        String given = text.strip();
        if (!given.contains(":")) {
            return given;
        }
        try {
            return InetAddress.ofLiteral(given).getHostAddress();
        } catch (IllegalArgumentException e) {
            return given;
        }
    }

    private static String words(String filter) {
        return switch (filter) {
            case "tag" -> words(Tag.values());
            case "method" -> words(AccessMethod.values());
            default -> words(Result.values());
        };
    }

    private static String words(Enum<?>[] values) {
        return Stream.of(values).map(RecordWords::word).collect(Collectors.joining(", "));
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
            throw BadInput.in("order", WORDS, "order", words(Order.values()));
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
    static String instant(String name, String text) {
        if (text.isBlank()) {
            return text;
        }
        try {
            Instant at = text.endsWith("Z") || text.contains("+")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            // Beyond is no time that anybody looks for, and none that the database can compare with.
            if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
                throw BadInput.in(name, TIME, name);
            }
            return at.toString();
        } catch (DateTimeParseException e) {
            throw BadInput.in(name, TIME, name);
        }
    }
}
