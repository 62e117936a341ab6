/** Tests of the room identity. */
@NullMarked
package dev.bastide.identity;

import org.jspecify.annotations.NullMarked;
