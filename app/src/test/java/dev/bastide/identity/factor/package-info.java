/** Tests of the room identity. */
@NullMarked
package dev.bastide.identity.factor;

import org.jspecify.annotations.NullMarked;
