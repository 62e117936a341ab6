package dev.bastide.page;

import java.time.Instant;
import java.util.List;

/**
 * One line of an object's story: what was asked, decided, done or refused, in order.
 *
 * @param at when
 * @param icon name of a symbol on the icon sheet
 * @param tone its colour
 * @param who the person's or machine's name
 * @param key message key of the sentence
 * @param args its arguments
 * @param quote what the person wrote, shown as a quotation; may be empty
 * @param path the record or object it leads to; may be empty
 */
public record StoryEntry(
        Instant at, String icon, Tone tone, String who, String key, List<String> args, String quote, String path) {
    public StoryEntry {
        args = List.copyOf(args);
    }
}
