package dev.bastide.authority;

import java.util.List;
import java.util.Objects;

/**
 * Why something was refused, as a key with arguments; page, API, CLI and SSH word it, in two languages.
 * The message {@code <key>} says why, {@code <key>.remedy} what to do now.
 *
 * @param key message key, prefixed by the room
 * @param args arguments of the message
 * @param duty the row of the register that asks for the rule, such as {@code A49}; empty when no duty names it
 * @param remedyPath console path of the next step, such as {@code /operations/new}; empty when there is none
 */
public record Reason(String key, List<String> args, String duty, String remedyPath) {
    public Reason {
        Objects.requireNonNull(key);
        args = List.copyOf(args);
        Objects.requireNonNull(duty);
        Objects.requireNonNull(remedyPath);
    }

    /** A reason with a duty and a next step. */
    public static Reason of(String key, String duty, String remedyPath, String... args) {
        return new Reason(key, List.of(args), duty, remedyPath);
    }

    /** A reason that no duty names and that needs no page to mend. */
    public static Reason of(String key) {
        return new Reason(key, List.of(), "", "");
    }
}
