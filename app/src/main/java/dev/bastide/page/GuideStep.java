package dev.bastide.page;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Objects;

/** Port: a step of the first-hour guide. The guide shows all steps in order and leads to the first that is open. */
public interface GuideStep {

    /**
     * Message key; {@code <key>} is the step's name, {@code <key>.why} one sentence, {@code <key>.do} its button, and
     * {@code <key>.who} says to everybody else who does it.
     */
    String key();

    /** Place in the guide, ascending. */
    int order();

    /** Whether it has been done, computed from what is, never ticked. */
    boolean done(Actor actor);

    /** Where it is done. */
    String path();

    /** Whether this reader is one of those who do it. Who may not open {@link #path} never is. */
    default boolean isFor(Actor actor) {
        return true;
    }

    /** Why the step is there or, once it was begun, what is still missing. */
    default Said said() {
        return new Said(key() + ".why", List.of());
    }

    /** What is in the way of it now: each thing that must be mended before, where, and by whom. */
    default List<Reason> obstacles() {
        return List.of();
    }

    /** A sentence: its message key and arguments. */
    record Said(String key, List<String> args) {
        public Said {
            Objects.requireNonNull(key);
            args = List.copyOf(args);
        }
    }
}
