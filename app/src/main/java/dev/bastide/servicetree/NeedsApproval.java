package dev.bastide.servicetree;

import java.util.Objects;

/** Which edits change what people may reach or who decides about it; the rest is done at once. */
final class NeedsApproval {
    private NeedsApproval() {}

    /** A move, another owner, a weaker environment, or a change of what is inherited. */
    static boolean of(NodeFacts present, NodeFacts wanted) {
        return !Objects.equals(present.parent(), wanted.parent())
                || !present.owner().equals(wanted.owner())
                || wanted.environment().weakerThan(present.environment())
                || present.inheritStop() != wanted.inheritStop();
    }
}
