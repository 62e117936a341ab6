/** Tests of the logs of other systems. */
@NullMarked
package dev.bastide.intake;

import org.jspecify.annotations.NullMarked;
