/**
 * The door of the house: only the program's entry point lives here, never a rule. Each package below is a room.
 */
@NullMarked
package dev.bastide;

import org.jspecify.annotations.NullMarked;
