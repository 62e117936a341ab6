/**
 * The rights in memory: roles, matrix and the snapshot that answers {@code may} in well under a microsecond.
 *
 * <p>What lives here: what is compiled from the tables and how fresh it is. What never does: a table's writing, a page,
 * an event. Internal to the room {@code access}. Serves A44 and A108.
 */
@NullMarked
package dev.bastide.access.rights;

import org.jspecify.annotations.NullMarked;
