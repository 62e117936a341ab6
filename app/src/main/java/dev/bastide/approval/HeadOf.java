package dev.bastide.approval;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.util.Set;

/**
 * Who is the relevant head, computed from the service tree and never picked by the requester. The room
 * {@code servicetree} answers. Source: seed 004 s3.1.3 (B19).
 */
public interface HeadOf {

    /**
     * The head of the node: its owner, and his deputy while he is on leave. When the owner is one of those who must
     * not decide, his deputy stands for him; failing that, the head of the node above. Empty when there is nobody.
     */
    Set<PersonId> headsOf(NodeId node, Set<PersonId> barred);

    /** The head when nobody is barred. */
    default Set<PersonId> headsOf(NodeId node) {
        return headsOf(node, Set.of());
    }

    /** The node's path, such as {@code /shop/web}, for pages. */
    String pathOf(NodeId node);
}
