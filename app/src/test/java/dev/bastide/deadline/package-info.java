/** Tests of the room deadline. */
@NullMarked
package dev.bastide.deadline;

import org.jspecify.annotations.NullMarked;
