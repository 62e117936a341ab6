/** Tests of tickets. */
@NullMarked
package dev.bastide.ticket;

import org.jspecify.annotations.NullMarked;
