package dev.bastide.page;

import dev.bastide.authority.Actor;
import java.util.List;

/** Port: search everything. Every bean answers for its own objects, and only with what this reader may see. */
public interface Found {

    /** The best hits for the text, at most {@code limit}. */
    List<Hit> search(String text, Actor actor, int limit);

    /**
     * One hit.
     *
     * @param kind message key of the kind of object, such as "Host"
     * @param title the object's name
     * @param detail a second line: its node, its state; may be empty
     * @param path where it is shown
     */
    record Hit(String kind, String title, String detail, String path) {}
}
