/** Tests of how foreign logs are read. */
@NullMarked
package dev.bastide.intake.engine;

import org.jspecify.annotations.NullMarked;
