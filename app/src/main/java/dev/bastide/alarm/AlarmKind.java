package dev.bastide.alarm;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What sort of alarm it is; a room keeps it as a constant. Its words are the message {@code <name>}: what is counted in the
 * statistics under this name.
 *
 * @param name {@code room.noun}, such as {@code record.log-alarm}; also the message key of its words
 * @param level how grave
 */
public record AlarmKind(String name, AlarmLevel level) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9.-]{2,60}");

    public AlarmKind {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a kind of alarm is named room.noun: " + name);
        }
        Objects.requireNonNull(level);
    }
}
