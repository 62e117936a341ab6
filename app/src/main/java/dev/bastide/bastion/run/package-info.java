/**
 * The runner: steps of an approved operation, done by Bastide host by host.
 *
 * <p>What lives here: runs and their steps, each announced before it is begun. What never does: the plan of a change,
 * which {@code change} makes. Only the room {@code bastion} comes in. Duties: A45, A48, A50.
 */
@NullMarked
package dev.bastide.bastion.run;

import org.jspecify.annotations.NullMarked;
