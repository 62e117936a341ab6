/**
 * The service tree: what the company runs, who answers for each part, and how strict the rules are there.
 *
 * <p>What lives here: nodes with owner, environment, tier and customer, the snapshot that answers every check, moves
 * and the edits that need approval, and who is head. What never does: a host, a role, a grant. Everybody upstairs may
 * read the snapshot; only this room changes the tree. Serves seed 000 s4 (A108) and seed 004 s3.1.3 (B19).
 */
@NullMarked
@ApplicationModule(
        displayName = "servicetree",
        allowedDependencies = {"authority", "vault", "audit", "job", "page", "notification", "identity", "approval"})
package dev.bastide.servicetree;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
