/**
 * The recorder at work: opens recordings, makes them safe on the disk each half second, keeps the heads of their chains
 * in the database, shows them to spectators, and checks them afterwards.
 *
 * <p>What lives here: the recordings of running sessions and the disk they need. What never does: who may look. Only the
 * room {@code bastion} comes in. Duties: A46, A115.
 */
@NullMarked
package dev.bastide.bastion.recorder;

import org.jspecify.annotations.NullMarked;
