package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to look for in the record; an absent filter lets everything through. Words are found anywhere and in any case
 * in user name and content; an operation by its beginning; everything else exactly.
 *
 * @param tag log tag
 * @param from earliest time, included
 * @param until latest time, not included
 * @param operation how the operation begins
 * @param userId user ID
 * @param userName part of the user name
 * @param userGroup user group
 * @param ipAddress IP address
 * @param method access method
 * @param content part of the content
 * @param result result
 * @param objectId object as {@code kind:id}, or the id alone
 * @param sessionId session
 * @param changeId operation or change, in any case
 */
public record AuditQuery(
        @Nullable Tag tag,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String operation,
        @Nullable String userId,
        @Nullable String userName,
        @Nullable String userGroup,
        @Nullable String ipAddress,
        @Nullable AccessMethod method,
        @Nullable String content,
        @Nullable Result result,
        @Nullable String objectId,
        @Nullable String sessionId,
        @Nullable String changeId) {

    /** The names of the filters, in the order of the ten fields and the three that locate a record. */
    public static final List<String> NAMES = List.of(
            "tag",
            "from",
            "until",
            "operation",
            "user",
            "name",
            "group",
            "address",
            "method",
            "content",
            "result",
            "object",
            "session",
            "change");

    /** A filter that means nothing. */
    public static final class FilterUnreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String filter;

        FilterUnreadable(String filter, RuntimeException cause) {
            super("The filter " + filter + " means nothing.", cause);
            this.filter = filter;
        }

        /** Its name. */
        public String filter() {
            return filter;
        }
    }

    /**
     * Reads filters by their {@link #NAMES}; blank ones are absent. Times are instants such as
     * {@code 2026-11-22T08:00:00Z}. Throws {@link FilterUnreadable}.
     */
    public static AuditQuery of(Map<String, String> filters) {
        return new AuditQuery(
                read(filters, "tag", text -> Tag.valueOf(word(text))),
                read(filters, "from", Instant::parse),
                read(filters, "until", Instant::parse),
                read(filters, "operation", Function.identity()),
                read(filters, "user", Function.identity()),
                read(filters, "name", Function.identity()),
                read(filters, "group", Function.identity()),
                read(filters, "address", Function.identity()),
                read(filters, "method", text -> AccessMethod.valueOf(word(text))),
                read(filters, "content", Function.identity()),
                read(filters, "result", text -> Result.valueOf(word(text))),
                read(filters, "object", Function.identity()),
                read(filters, "session", Function.identity()),
                read(filters, "change", Function.identity()));
    }

    private static <T> @Nullable T read(Map<String, String> filters, String name, Function<String, T> reading) {
        String text = filters.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new FilterUnreadable(name, e);
        }
    }

    private static String word(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether this record is looked for. */
    public boolean matches(AuditRecord entry) {
        return matchesTimeAndKind(entry) && matchesUser(entry) && matchesPlace(entry);
    }

    private boolean matchesTimeAndKind(AuditRecord entry) {
        return (tag == null || tag == entry.tag())
                && (from == null || !entry.time().isBefore(from))
                && (until == null || entry.time().isBefore(until))
                && (operation == null || entry.operation().startsWith(operation))
                && (method == null || method == entry.method())
                && (result == null || result == entry.result());
    }

    private boolean matchesUser(AuditRecord entry) {
        return (userId == null || userId.equals(entry.userId()))
                && holds(userName, entry.userName())
                && (userGroup == null || userGroup.equals(entry.userGroup()))
                && (ipAddress == null || ipAddress.equals(entry.ipAddress()));
    }

    private boolean matchesPlace(AuditRecord entry) {
        return holds(content, entry.content())
                && matchesObject(entry.objectId())
                && (sessionId == null || sessionId.equals(entry.sessionId()))
                && (changeId == null || changeId.equalsIgnoreCase(entry.changeId()));
    }

    private boolean matchesObject(@Nullable String object) {
        if (objectId == null) {
            return true;
        }
        return object != null && (object.equals(objectId) || object.endsWith(":" + objectId));
    }

    private static boolean holds(@Nullable String part, String whole) {
        return part == null || whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** The filters in one line, as the record of the search itself tells them. */
    public String told() {
        StringJoiner line = new StringJoiner(", ");
        line.setEmptyValue("everything");
        tell(line, "tag", tag);
        tell(line, "from", from);
        tell(line, "until", until);
        tell(line, "operation", operation);
        tell(line, "user", userId);
        tell(line, "name", userName);
        tell(line, "group", userGroup);
        tell(line, "address", ipAddress);
        tell(line, "method", method);
        tell(line, "content", content);
        tell(line, "result", result);
        tell(line, "object", objectId);
        tell(line, "session", sessionId);
        tell(line, "change", changeId);
        return line.toString();
    }

    private static void tell(StringJoiner line, String name, @Nullable Object value) {
        if (value != null) {
            line.add(name + "=" + value);
        }
    }
}
