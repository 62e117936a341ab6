/** Tests of the room job. */
@NullMarked
package dev.bastide.job;

import org.jspecify.annotations.NullMarked;
