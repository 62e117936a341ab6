package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import java.time.Instant;
import java.util.Locale;
import java.util.StringJoiner;
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
 * @param changeId operation or change
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

    /** Everything. */
    public static final AuditQuery ALL =
            new AuditQuery(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

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
                && (changeId == null || changeId.equals(entry.changeId()));
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
