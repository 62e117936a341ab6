package dev.bastide.approval;

import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.util.Set;

/** Everybody who may do something on a node now, so that those who can decide are told. The room {@code access} answers. */
public interface Voters {

    /** People whose grants permit the action on the node at this moment. */
    Set<PersonId> whoMay(Action action, NodeId node);
}
