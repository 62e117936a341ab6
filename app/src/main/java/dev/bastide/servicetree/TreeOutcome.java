package dev.bastide.servicetree;

import dev.bastide.approval.ApprovalId;
import java.util.Objects;

/** What became of an edit: done at once, or asked for because it widens or moves what people may reach. */
public sealed interface TreeOutcome {

    /** The tree has changed. */
    record Done() implements TreeOutcome {}

    /** It changes once this is approved. */
    record Asked(ApprovalId approval) implements TreeOutcome {
        public Asked {
            Objects.requireNonNull(approval);
        }
    }
}
