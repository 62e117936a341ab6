/**
 * Operations: what is to be done on which hosts, why, when, by whom, how it is undone, and what became of it.
 *
 * <p>What lives here: operations with their states, specifications, rehearsals, emergencies, reviews and deviations; the
 * desk at which the terminal asks for a permit. What never does: a session, a vote, a right; they are the rooms'
 * {@code bastion}, {@code approval} and {@code access}. Rooms above come in through {@link dev.bastide.change.Operations}.
 * Serves seed 000 s2.2 (A45, A47, A48, A50), seed 004 s3.1 (B10, B11, B19, B30).
 */
@NullMarked
@ApplicationModule(
        displayName = "change",
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
            "deadline",
            "access",
            "asset",
            "bastion"
        })
package dev.bastide.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
