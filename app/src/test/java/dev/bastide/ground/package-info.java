/** Starting, stopping and surviving, tried on real processes. */
@NullMarked
package dev.bastide.ground;

import org.jspecify.annotations.NullMarked;
