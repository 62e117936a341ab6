package dev.bastide.servicetree;

import java.util.List;

/**
 * Who gains and who loses a way to which host when the tree changes, so that an approver sees it before he decides.
 * The room {@code access} answers.
 */
public interface MoveImpact {

    /** The difference between two states of the tree. */
    Impact between(TreeSnapshot before, TreeSnapshot after);

    /**
     * The difference.
     *
     * @param gained ways that open
     * @param lost ways that close
     * @param lockedOut nodes on which nothing could be approved afterwards, each with its head who cannot
     */
    record Impact(List<Pair> gained, List<Pair> lost, List<Pair> lockedOut) {
        public Impact {
            gained = List.copyOf(gained);
            lost = List.copyOf(lost);
            lockedOut = List.copyOf(lockedOut);
        }
    }

    /**
     * One way, or a node and its head.
     *
     * @param person name of who may open sessions, or of the head
     * @param host path of the host, or of the node where no host is known
     */
    record Pair(String person, String host) {}
}
