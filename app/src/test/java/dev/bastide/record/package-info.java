/** Tests of the room record. */
@NullMarked
package dev.bastide.record;

import org.jspecify.annotations.NullMarked;
