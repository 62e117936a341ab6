package dev.bastide.page;

import java.util.List;

/**
 * A state: word, icon and colour.
 *
 * @param tone how far it can be trusted
 * @param key message key of the word
 * @param args its arguments
 */
public record Chip(Tone tone, String key, List<String> args) {
    public Chip {
        args = List.copyOf(args);
    }

    /** A chip with a plain word. */
    public static Chip of(Tone tone, String key, String... args) {
        return new Chip(tone, key, List.of(args));
    }
}
