package dev.bastide.authority;

/**
 * The one question of the house, asked alike at every edge: page, API, SSH and job. Default deny; the answer never
 * rests on rights older than the last committed change that this node knows of. Source: seed 000 s2.2 and s4 (A44,
 * A108).
 */
public interface Authority {

    /** May this actor do this on this node of the service tree, now? */
    Decision may(Actor actor, Action action, NodeId node);

    /** May this actor do this anywhere at all? The coarse gate of pages that list what the reader may see. */
    Decision mayAnywhere(Actor actor, Action action);
}
