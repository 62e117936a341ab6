/** Tests of the canary. */
@NullMarked
package dev.bastide.intake.canary;

import org.jspecify.annotations.NullMarked;
