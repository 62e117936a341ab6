package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, with the ten fields the seed names, all obligatory, and four that locate it. An
 * incomplete record cannot be made. Source: seed 000 s4 (A114, A115).
 *
 * @param tag log tag
 * @param time when it happened
 * @param operation what was done, as {@code room.verb}
 * @param userId user ID
 * @param userName user name
 * @param userGroup user group, {@code -} for none
 * @param ipAddress a literal IPv4 or IPv6 address
 * @param method access method
 * @param content access content, at most 65,536 characters; never a secret
 * @param result access result
 * @param sessionId the web, API or SSH session
 * @param offset position in that session's recording, in bytes, or null
 * @param objectId the object acted on, as {@code kind:id}
 * @param changeId the operation or change it belongs to
 */
public record AuditRecord(
        Tag tag,
        Instant time,
        String operation,
        String userId,
        String userName,
        String userGroup,
        String ipAddress,
        AccessMethod method,
        String content,
        Result result,
        @Nullable String sessionId,
        @Nullable Long offset,
        @Nullable String objectId,
        @Nullable String changeId) {

    /** Content beyond this is cut by {@link #of}, visibly. */
    public static final int CONTENT_CHARACTERS_MAX = 65_536;

    /** The other texts, so that a record without its content always fits into a leaf of the log. None is ever cut. */
    public static final int FIELD_CHARACTERS_MAX = 1_024;

    /** Four numbers with dots, or anything with a colon; short forms such as 1.2.3 are no literal address. */
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|(?=.*:)[0-9a-fA-F:.]{2,45}");

    public AuditRecord {
        Objects.requireNonNull(tag);
        Objects.requireNonNull(time);
        Objects.requireNonNull(method);
        Objects.requireNonNull(result);
        requireText(operation, "operation");
        requireText(userId, "user ID");
        requireText(userName, "user name");
        requireText(userGroup, "user group");
        requireShort(sessionId, "session");
        requireShort(objectId, "object");
        requireShort(changeId, "change");
        requireAddress(ipAddress);
        if (content.isBlank()) {
            throw new IllegalArgumentException("a record's content is not blank");
        }
        if (content.length() > CONTENT_CHARACTERS_MAX) {
            throw new IllegalArgumentException("content longer than " + CONTENT_CHARACTERS_MAX + " characters");
        }
    }

    /** A record of what this actor did; over-long content is cut and says how much is missing. */
    public static AuditRecord of(Instant time, Actor actor, Tag tag, String operation, String content, Result result) {
        return new AuditRecord(
                tag,
                time,
                operation,
                actor.id(),
                actor.name(),
                actor.group(),
                withoutZone(actor.address()),
                actor.method(),
                fit(content),
                result,
                actor.session(),
                null,
                null,
                null);
    }

    /** The same record, naming the object acted on. */
    public AuditRecord object(String kind, Object id) {
        return new AuditRecord(
                tag,
                time,
                operation,
                userId,
                userName,
                userGroup,
                ipAddress,
                method,
                content,
                result,
                sessionId,
                offset,
                kind + ":" + id,
                changeId);
    }

    /** The same record, naming the session and, where there is one, the position in its recording. */
    public AuditRecord session(String id, @Nullable Long position) {
        return new AuditRecord(
                tag, time, operation, userId, userName, userGroup, ipAddress, method, content, result, id, position,
                objectId, changeId);
    }

    /** The same record, naming the operation or change it belongs to. */
    public AuditRecord change(String id) {
        return new AuditRecord(
                tag, time, operation, userId, userName, userGroup, ipAddress, method, content, result, sessionId,
                offset, objectId, id);
    }

    private static String fit(String content) {
        if (content.length() <= CONTENT_CHARACTERS_MAX) {
            return content;
        }
        String note = " … (" + content.length() + " characters in all)";
        return content.substring(0, CONTENT_CHARACTERS_MAX - note.length()) + note;
    }

    /** A link-local address may come with the name of our interface, which is no part of it. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static void requireText(String value, String field) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a record's " + field + " is not blank");
        }
        requireShort(value, field);
    }

    private static void requireShort(@Nullable String value, String field) {
        if (value != null && value.length() > FIELD_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "a record's " + field + " is longer than " + FIELD_CHARACTERS_MAX + " characters");
        }
    }

    private static void requireAddress(String value) {
        // A literal is parsed without asking a name server; the pattern keeps names out.
        if (!ADDRESS.matcher(value).matches()) {
            throw new IllegalArgumentException("a record's IP address is a literal address");
        }
        try {
            InetAddress.ofLiteral(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a record's IP address is a literal address", e);
        }
    }
}
