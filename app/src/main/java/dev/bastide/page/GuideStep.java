package dev.bastide.page;

import dev.bastide.authority.Actor;

/** Port: a step of the first-hour guide. The guide shows all steps in order and leads to the first that is open. */
public interface GuideStep {

    /** Message key; {@code <key>} is the step's name, {@code <key>.why} one sentence, {@code <key>.do} its button. */
    String key();

    /** Place in the guide, ascending. */
    int order();

    /** Whether it has been done, computed from what is, never ticked. */
    boolean done(Actor actor);

    /** Where it is done. */
    String path();
}
