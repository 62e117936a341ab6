package dev.bastide.alarm;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong, as the room sees it that raises an alarm. The same kind on the same node about the same object
 * is one alarm while it is open.
 *
 * @param kind what sort
 * @param node where; null for what concerns the whole house, which is the root of the tree
 * @param object what it is about, as the room names it, such as {@code job:notification.mail}; at most 300 characters
 * @param reason what happened; its remedy path is where it is dealt with
 * @param source who noticed: a room, a job, a machine
 */
public record Happening(AlarmKind kind, @Nullable NodeId node, String object, Reason reason, String source) {
    private static final int OBJECT_CHARACTERS_MAX = 300;

    public Happening {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(source);
        if (object.isBlank() || object.length() > OBJECT_CHARACTERS_MAX) {
            throw new IllegalArgumentException("an alarm is about something that can be named: " + kind.name());
        }
    }
}
