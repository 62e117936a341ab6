/**
 * Who may do what, where and until when; the answer to the one question of the house.
 *
 * <p>What lives here: roles, the matrix of duties and exceptions to it, grants and their requests, permits, and the
 * {@link dev.bastide.authority.Authority} itself. What never does: an operation, a session, a host. Rooms upstairs ask
 * for decisions, issue permits for what was approved, and offer {@link dev.bastide.access.PermitDesk} and
 * {@link dev.bastide.access.HostPlaces}. Serves seed 000 s2.2 and s4 (A44, A47, A51, A52, A53, A108).
 */
@NullMarked
@ApplicationModule(
        displayName = "access",
        allowedDependencies = {
            "authority",
            "vault",
            "audit",
            "job",
            "page",
            "notification",
            "identity",
            "approval",
            "servicetree",
            "deadline"
        })
package dev.bastide.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
