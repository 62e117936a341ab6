/**
 * Approval: at least two distinct people, one of them the head, none of them the author, bound to what they saw.
 *
 * <p>What lives here: the approval of anything, its votes, the one Decision page and the inbox rows that lead to it.
 * What never does: the thing approved; its room offers it by {@link dev.bastide.approval.ApprovalSubject}. Rooms that
 * need consent call {@link dev.bastide.approval.Approvals} and ask again at use. Serves seed 000 s2.2 (A49) and seed
 * 004 s3.1.3 (B19).
 */
@NullMarked
@ApplicationModule(
        displayName = "approval",
        allowedDependencies = {"authority", "vault", "audit", "job", "page", "notification", "identity"})
package dev.bastide.approval;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
