package dev.bastide.deadline;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What sort of promise it is. Its words are the message {@code <name>}: what is to be done.
 *
 * @param name {@code room.noun}, such as {@code change.emergency-review}; also the message key of its words
 * @param urgent whether a breach is an alarm, which quiet hours do not hold back
 * @param path console path before the subject, such as {@code /operations/}; empty when there is no page
 */
public record DeadlineKind(String name, boolean urgent, String path) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9.-]{2,60}");

    public DeadlineKind {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a kind of deadline is named room.noun: " + name);
        }
        Objects.requireNonNull(path);
    }

    String pathOf(String subject) {
        return path.isEmpty() ? "" : path + subject;
    }
}
