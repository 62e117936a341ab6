/** Tests of the room identity. */
@NullMarked
package dev.bastide.identity.key;

import org.jspecify.annotations.NullMarked;
