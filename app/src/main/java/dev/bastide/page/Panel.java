package dev.bastide.page;

import dev.bastide.authority.Actor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Port: a block of facts on another room's whole-object page, such as the sessions of a host. */
public interface Panel {

    /** The kind of object whose page it stands on: {@code node}, {@code host}, {@code person}, {@code operation}. */
    String on();

    /** Place among the panels, ascending. */
    int order();

    /** The block for this object and reader, or nothing when there is nothing to say. */
    Optional<Block> block(UUID subject, Actor actor);

    /**
     * What a panel shows.
     *
     * @param titleKey message key of the heading
     * @param facts labelled values
     * @param morePath a page with all of it, or empty
     */
    record Block(String titleKey, List<Fact> facts, String morePath) {
        public Block {
            facts = List.copyOf(facts);
        }
    }
}
