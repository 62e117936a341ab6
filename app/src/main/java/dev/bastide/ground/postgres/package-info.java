/**
 * PostgreSQL as a child process: unpacked, initialised, started, watched, never left behind. Nothing here knows Spring
 * or a room, so that the tests and the offline commands start the same server by the same code.
 */
@NullMarked
package dev.bastide.ground.postgres;

import org.jspecify.annotations.NullMarked;
