package dev.bastide.page;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.util.function.ToIntFunction;

/**
 * Port: one entry of the left bar. A room offers it as a bean; it is shown to those who may do its action somewhere.
 *
 * @param group the question it belongs to
 * @param key message key of its words
 * @param icon name of a symbol of the icon sheet
 * @param path console path it leads to
 * @param action the action a reader needs, or {@link Act#SELF}
 * @param order place within the group, ascending
 * @param letter the letter that goes there after {@code g}, or empty
 * @param waiting how much waits there for this reader; 0 shows no count
 */
public record NavEntry(
        NavGroup group,
        String key,
        String icon,
        String path,
        String action,
        int order,
        String letter,
        ToIntFunction<Actor> waiting) {

    /** An entry without letter and count. */
    public static NavEntry of(NavGroup group, String key, String icon, String path, String action, int order) {
        return new NavEntry(group, key, icon, path, action, order, "", actor -> 0);
    }

    /** The same entry, reached by {@code g} and this letter. */
    public NavEntry letter(String goLetter) {
        return new NavEntry(group, key, icon, path, action, order, goLetter, waiting);
    }

    /** The same entry with a count of what waits there. */
    public NavEntry waiting(ToIntFunction<Actor> count) {
        return new NavEntry(group, key, icon, path, action, order, letter, count);
    }
}
