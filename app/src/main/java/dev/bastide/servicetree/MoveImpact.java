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
     */
    record Impact(List<Pair> gained, List<Pair> lost) {
        public Impact {
            gained = List.copyOf(gained);
            lost = List.copyOf(lost);
        }
    }

    /**
     * One way.
     *
     * @param person name of who may open sessions
     * @param host path of the host, or of the node where no host is known
     */
    record Pair(String person, String host) {}
}
