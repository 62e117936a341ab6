package dev.bastide.notification;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Something people should know.
 *
 * @param kind what sort it is
 * @param to who is told; one person is told once
 * @param key message key of the sentence, worded in each reader's language
 * @param args its arguments; never a secret
 * @param path console path where it is dealt with; empty when there is none
 */
public record Notice(NoticeKind kind, List<PersonId> to, String key, List<String> args, String path) {
    static final String SAID = "say:";
    static final String AT = "at:";
    static final String SEPARATOR = "\u001f";

    public Notice {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(key);
        to = to.stream().distinct().toList();
        args = List.copyOf(args);
        if (!path.isEmpty() && (!path.startsWith("/") || path.startsWith("//"))) {
            throw new IllegalArgumentException("a notice leads to a console path: " + path);
        }
    }

    /** An argument that is itself worded in the reader's language. */
    public static String said(String key) {
        return SAID + key;
    }

    /** An argument that is worded in the reader's language with arguments of its own. */
    public static String said(String key, List<String> args) {
        return args.isEmpty() ? said(key) : SAID + key + SEPARATOR + String.join(SEPARATOR, args);
    }

    /** An argument that is an instant, shown in the reader's zone. */
    public static String at(Instant instant) {
        return AT + instant;
    }
}
