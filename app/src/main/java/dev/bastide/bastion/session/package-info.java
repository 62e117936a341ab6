/**
 * Sessions from their announcement to their end: the rows, the sessions that run here, and the tap that records them.
 *
 * <p>What lives here: intent before, result after, and what happens in between. What never does: the decision whether a
 * session may begin. Only the room {@code bastion} comes in. Duties: A46, A109, A115.
 */
@NullMarked
package dev.bastide.bastion.session;

import org.jspecify.annotations.NullMarked;
