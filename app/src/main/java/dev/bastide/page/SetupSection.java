package dev.bastide.page;

import dev.bastide.authority.Actor;

/** Port: a section of the set-up file that a room reads on an empty installation. */
public interface SetupSection {

    /** The section's key at the top of the file, such as {@code people}. */
    String name();

    /** When it is read: sections are applied in ascending order, all in one transaction. */
    int order();

    /** Applies the section as an act of founding. Throws {@link BadInput} naming the place in the file. */
    void apply(SetupFile section, Actor actor);
}
