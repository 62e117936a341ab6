/**
 * Work the program does by itself, and effects it has on the outside world.
 *
 * <p>What lives here: {@link dev.bastide.job.Jobs}, recurring work that one node at a time does under a lease, and
 * {@link dev.bastide.job.Intents}, an outside effect announced before and settled after. What never does: a rule of
 * another room, a page. Everybody may come in. Serves seed 000 s2.2 (A45's ground: no step twice after a kill) and
 * s2.3 (nothing is due by anybody's memory).
 */
@NullMarked
@ApplicationModule(
        displayName = "job",
        allowedDependencies = {"authority", "audit"})
package dev.bastide.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
