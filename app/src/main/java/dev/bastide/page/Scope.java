package dev.bastide.page;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node the reader looks at; every list that knows nodes shows only what lies at or under it.
 *
 * @param current the chosen node, or null for everything
 * @param choices what may be chosen, in tree order
 */
public record Scope(@Nullable Choice current, List<Choice> choices) {
    public Scope {
        choices = List.copyOf(choices);
    }

    /** No tree yet, or nobody signed in. */
    static final Scope NONE = new Scope(null, List.of());

    /** The chosen node's id, or null. */
    public @Nullable NodeId node() {
        return current == null ? null : current.id();
    }

    /**
     * One node of the picker.
     *
     * @param id the node
     * @param path its path, such as {@code /shop/web}
     */
    public record Choice(NodeId id, String path) {}

    /** Port: {@code servicetree} answers with the nodes this reader may see, in tree order. */
    public interface Source {
        /** The nodes this reader may choose. */
        List<Choice> nodesFor(Actor actor);
    }
}
