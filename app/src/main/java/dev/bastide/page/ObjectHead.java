package dev.bastide.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one line that says what a page is about: kind, name, state, place, owner, one primary action, the rest in a menu.
 *
 * @param kindKey message key of the kind
 * @param name the object's name
 * @param chip its state, or null
 * @param nodePath where it hangs in the tree; may be empty
 * @param owner who answers for it; may be empty
 * @param primary the one action of the page, or null
 * @param menu the other actions
 */
public record ObjectHead(
        String kindKey,
        String name,
        @Nullable Chip chip,
        String nodePath,
        String owner,
        @Nullable Step primary,
        List<Step> menu) {
    public ObjectHead {
        menu = List.copyOf(menu);
    }

    /** A head without place, owner or actions. */
    public static ObjectHead of(String kindKey, String name) {
        return new ObjectHead(kindKey, name, null, "", "", null, List.of());
    }

    /** The same head in this state. */
    public ObjectHead state(Chip state) {
        return new ObjectHead(kindKey, name, state, nodePath, owner, primary, menu);
    }

    /** The same head at this node, with this owner. */
    public ObjectHead at(String path, String person) {
        return new ObjectHead(kindKey, name, chip, path, person, primary, menu);
    }

    /** The same head with its one primary action. */
    public ObjectHead primary(Step action) {
        return new ObjectHead(kindKey, name, chip, nodePath, owner, action, menu);
    }

    /** The same head with one more action in its menu. */
    public ObjectHead menu(Step action) {
        List<Step> all = new java.util.ArrayList<>(menu);
        all.add(action);
        return new ObjectHead(kindKey, name, chip, nodePath, owner, primary, all);
    }
}
