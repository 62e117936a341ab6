package dev.bastide.approval;

import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Objects;

/** Where an approval stands at this moment, asked again at each use: yesterday's yes does not carry over by itself. */
public sealed interface Standing {

    /** It holds: these people said yes to exactly this content and may still say so. */
    record Approved(List<PersonId> approvers) implements Standing {
        public Approved {
            approvers = List.copyOf(approvers);
        }
    }

    /** Not yet: what is missing, worded one by one. */
    record Waiting(List<Reason> missing) implements Standing {
        public Waiting {
            missing = List.copyOf(missing);
        }
    }

    /** Somebody said no, or the requester withdrew it. */
    record Rejected(Reason reason) implements Standing {
        public Rejected {
            Objects.requireNonNull(reason);
        }
    }

    /** It once was asked for or given and counts no more: an edit, an approver who lost the right, a vote that is gone. */
    record Voided(Reason reason) implements Standing {
        public Voided {
            Objects.requireNonNull(reason);
        }
    }

    /** Whether the act may go on. */
    default boolean holds() {
        return this instanceof Approved;
    }
}
