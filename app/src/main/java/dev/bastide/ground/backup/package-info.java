/**
 * A copy of a whole installation while it runs, and a new installation from it. Runs beside the program, without
 * Spring, and knows no room: the database and the home folder are copied as they are.
 */
@NullMarked
package dev.bastide.ground.backup;

import org.jspecify.annotations.NullMarked;
