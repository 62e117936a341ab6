package dev.bastide.authority;

import java.util.regex.Pattern;

/**
 * The name of something a person may be allowed to do, written {@code room.verb} such as {@code operation.request}.
 * There is no wildcard: permission is divided down to specific operations. Source: seed 000 s2.2 (A44, A47).
 */
public record Action(String name) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z-]{0,30}\\.[a-z][a-z-]{0,30}");

    public Action {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("An action is named room.verb, not: " + name);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
