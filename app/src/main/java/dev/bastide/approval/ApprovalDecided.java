package dev.bastide.approval;

import java.util.Objects;
import java.util.UUID;

/**
 * An approval was decided. Published inside the deciding vote's transaction: a plain event listener acts in the same
 * transaction, a module listener after it.
 *
 * @param approval which
 * @param subjectKind the kind of thing
 * @param subject the thing
 * @param approved yes; otherwise it was rejected or an approver took his yes back
 */
public record ApprovalDecided(ApprovalId approval, String subjectKind, UUID subject, boolean approved) {
    public ApprovalDecided {
        Objects.requireNonNull(approval);
        Objects.requireNonNull(subjectKind);
        Objects.requireNonNull(subject);
    }
}
