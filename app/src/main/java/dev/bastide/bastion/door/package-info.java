/**
 * The decisions of the SSH door: who is there, may he come in, may this channel open, must this session end.
 *
 * <p>What lives here: logins, the questions to {@code access} at every channel, the wait for an approval, and the start
 * and stop of the door. What never does: the protocol ({@code bastion.ssh}) and the rules ({@code access}). Only the
 * room {@code bastion} comes in. Duties: A46, A49, A108.
 */
@NullMarked
package dev.bastide.bastion.door;

import org.jspecify.annotations.NullMarked;
