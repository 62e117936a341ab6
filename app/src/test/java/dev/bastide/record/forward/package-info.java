/** Tests of forwarding. */
@NullMarked
package dev.bastide.record.forward;

import org.jspecify.annotations.NullMarked;
